/** Reads a machine description; what is wrong is reported with file, line, key and what was expected. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import { UsageError } from "../../src/base/errors.ts";
import type { Fault, Machine } from "./machine.ts";
import { resolveMachine } from "./resolve.ts";
import { machineFile } from "./schema.ts";

type Path = readonly PropertyKey[];

/** Parses and checks a description. Throws UsageError `E_MACHINE` listing every fault found, one a line. */
export function parseMachine(source: string, file: string): Machine {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true });
  if (document.errors.length > 0) {
    throw new UsageError(
      "E_MACHINE",
      document.errors.map((e) => `${file}:${lines.linePos(e.pos[0]).line}: ${e.message.split("\n")[0]}`).join("\n"),
      { file },
    );
  }
  const lineOf = (path: Path): number => {
    // The line of the deepest part of the path that exists; for a map entry that is its key's line.
    let node: unknown = document.contents;
    let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    for (const step of path) {
      if (!isMap(node)) {
        const next: unknown = isNode(node) ? document.getIn(path.slice(0, path.indexOf(step) + 1), true) : undefined;
        if (!isNode(next)) break;
        offset = next.range?.[0] ?? offset;
        node = next;
        continue;
      }
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (pair === undefined) break;
      if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    }
    return lines.linePos(offset).line;
  };
  const fail = (faults: readonly Fault[]): never => {
    const text = faults.map(({ path: reported, message }) => {
      const path = placesOf(document, reported).find((place) => document.hasIn(place)) ?? reported;
      const key = path.map(String).join(".");
      return `${file}:${lineOf(path)}: ${key === "" ? "" : `${key}: `}${message}`;
    });
    const unique = [...new Set(text)];
    throw new UsageError("E_MACHINE", unique.join("\n"), { file, faults: unique.length });
  };

  const parsed = machineFile.safeParse(document.toJS({ maxAliasCount: 100 }), { reportInput: true });
  if (!parsed.success) {
    return fail(
      parsed.error.issues.flatMap((issue): Fault[] =>
        issue.code === "unrecognized_keys"
          ? issue.keys.map((key) => ({ path: [...issue.path, key], message: "unknown key" }))
          : [{ path: issue.path, message: issue.message }],
      ),
    );
  }
  const { machine, faults } = resolveMachine(parsed.data);
  return faults.length > 0 ? fail(faults) : machine;
}

/** Where a key of an instance's sensor may have been written: in the instance, its kind, or the sensor's kind. */
function placesOf(document: Document, path: Path): Path[] {
  const [top, controller, sensors, sensor, ...rest] = path;
  if (top !== "controllers" || sensors !== "sensors") return [path];
  const own = document.getIn(["controllers", controller, "kind"]);
  const inKind = ["controllerKinds", own, "sensors", sensor] as Path;
  const kind = document.getIn([...path.slice(0, 4), "kind"]) ?? document.getIn([...inKind, "kind"]);
  return [path, [...inKind, ...rest], ["sensorKinds", kind as PropertyKey, ...rest]];
}
