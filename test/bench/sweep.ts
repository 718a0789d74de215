import { spawn } from "node:child_process";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { Domain } from "../../src/hpi/domain.ts";
import type { Sensor } from "../../src/hpi/rdr/index.ts";
import type { Connection } from "../../src/ipmi/connection.ts";
import { createIpmiSource } from "../../src/sources/ipmi/index.ts";
import { openIpmitool } from "../../src/transport/ipmitool/index.ts";
import { MemoryAudit, MemoryIds, MemoryJournal } from "../support/memory-domain.ts";
import { type Lan, toValues, type Values } from "./tools.ts";

export interface Sweep {
  /** Milliseconds of each sweep. */
  readonly times: readonly number[];
  readonly sensors: number;
  readonly values: Values;
}

const anHour = 3_600_000;

/** Everything of the agent between the session and the model, with a session open and discovery done. */
export async function withSource<T>(lan: Lan, action: (domain: Domain) => Promise<T>): Promise<T> {
  const common = { clock: systemClock, logger: silentLogger, random: Math.random };
  const ids = new MemoryIds();
  const domain = await Domain.open({
    name: "bench",
    clock: systemClock,
    logger: silentLogger,
    journal: new MemoryJournal(),
    ids,
    audit: new MemoryAudit(),
    newId: () => "bench",
    simulated: true,
  });
  const connection: Connection = openIpmitool({
    ...common,
    name: "bench",
    spawn: (program, args, options) => spawn(program, args, options),
    interface: { kind: "lanplus", ...lan, cipherSuite: 3 },
  });
  const periods = {
    analog: anHour,
    discrete: anHour,
    hotSwap: anHour,
    presence: anHour,
    sel: anHour,
    selSafety: anHour,
  };
  const source = createIpmiSource({ ...common, controller: "bench", connection, domain, ids, periods });
  // The source's own timers must not hold the process, this does while it works.
  const alive = setInterval(() => {}, 1000);
  try {
    source.start();
    await source.discovered;
    return await action(domain);
  } finally {
    clearInterval(alive);
    await source.stop();
    await connection.close();
    await domain.close();
  }
}

/** Reads each of the sensors afresh, `rounds` times. */
export async function sweep(domain: Domain, which: "analog" | "all", rounds: number): Promise<Sweep> {
  const sensors = sensorsOf(domain).filter(
    (sensor) => sensor.pollPeriod !== null && (which === "all" || sensor.numeric !== null),
  );
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await Promise.all(sensors.map((sensor) => domain.read(sensor.id, -1, 2000)));
    times.push(performance.now() - started);
  }
  const analog = sensors.filter((sensor) => sensor.numeric !== null);
  const readings = analog.map((sensor) => [sensor.name, domain.reading(sensor.id)] as const);
  const good = readings.filter(([, reading]) => reading.quality === "good");
  return {
    times,
    sensors: sensors.length,
    values: toValues(good.map(([name, { value }]) => [name, value ?? undefined])),
  };
}

function sensorsOf(domain: Domain): Sensor[] {
  return domain.resources().flatMap((resource) => [...domain.sensorsOf(resource.id)]);
}
