/** Reads a machine description. */
import { type Path, YamlFile } from "../yaml-file.ts";
import type { Machine } from "./machine.ts";
import { resolveMachine } from "./resolve.ts";
import { machineFile } from "./schema.ts";

/** Parses and checks a description. Throws UsageError `E_MACHINE` listing every fault found, one a line. */
export function parseMachine(source: string, file: string): Machine {
  const yaml = new YamlFile(source, file, "E_MACHINE");
  const { machine, faults } = resolveMachine(yaml.parse(machineFile));
  if (faults.length > 0) throw yaml.faults(faults, (path) => placesOf(yaml, path));
  return machine;
}

/** Where a key of an instance's sensor may have been written: in the instance, its kind, or the sensor's kind. */
function placesOf(yaml: YamlFile, path: Path): Path[] {
  const [top, controller, sensors, sensor, ...rest] = path;
  if (top !== "controllers" || sensors !== "sensors") return [path];
  const own = yaml.at(["controllers", controller as PropertyKey, "kind"]);
  const inKind = ["controllerKinds", own, "sensors", sensor] as Path;
  const kind = yaml.at([...path.slice(0, 4), "kind"]) ?? yaml.at([...inKind, "kind"]);
  return [path, [...inKind, ...rest], ["sensorKinds", kind as PropertyKey, ...rest]];
}
