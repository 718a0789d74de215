import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { type Machine, parseMachine } from "../../simulators/index.ts";

/** One BMC with a hundred temperature sensors in its main SDR repository: what the reference tools are made for. */
export function rackServer(sensors = 100): Machine {
  const names = Array.from({ length: sensors }, (_, i) => `Temp ${String(i + 1).padStart(3, "0")}`);
  const entries = names.map((name, i) => [name, { kind: "temperature", value: 20 + (i % 60), entityInstance: 1 + i }]);
  const file = {
    format: 1,
    name: "bench-rack",
    description: "One BMC, many sensors",
    platform: "plain",
    sensorKinds: {
      temperature: {
        type: "temperature",
        entity: "system board",
        unit: "degrees-c",
        step: 1,
        hysteresis: 2,
        thresholds: { upperNonCritical: 90, upperCritical: 100 },
      },
    },
    controllers: {
      bmc: {
        label: "BMC",
        address: 0x20,
        entity: "system board",
        firmware: "1.00",
        sensors: Object.fromEntries(entries),
      },
    },
  };
  return parseMachine(stringify(file), "bench-rack");
}

/**
 * The 14-slot shelf with all SDRs in the shelf manager's repository, so that the reference tools find every sensor in
 * one run; readings are bridged to the boards all the same.
 */
export function shelf(): Machine {
  const path = new URL("../../simulators/machines/atca-14.yaml", import.meta.url);
  const file = parse(readFileSync(path, "utf8"), { maxAliasCount: -1 }) as Record<string, Record<string, object>>;
  for (const part of ["controllerKinds", "controllers"]) {
    for (const entry of Object.values(file[part] ?? {})) Object.assign(entry, { sdrs: "main" });
  }
  return parseMachine(stringify({ ...file, name: "bench-shelf" }, { aliasDuplicateObjects: false }), "bench-shelf");
}
