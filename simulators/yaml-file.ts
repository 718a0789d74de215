/** YAML files people write: what is wrong is reported with file, line, key and what was expected. */
import { type Document, isCollection, isMap, isScalar, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { UsageError } from "../src/base/errors.ts";

export type Path = readonly PropertyKey[];

/** Something wrong at a place of a file. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
}

const maxAliases = 100;

export class YamlFile {
  readonly #name: string;
  readonly #code: string;
  readonly #lines = new LineCounter();
  readonly #document: Document;

  /** Throws UsageError `code` when it is not YAML. `name` stands in messages. */
  constructor(source: string, name: string, code: string) {
    this.#name = name;
    this.#code = code;
    this.#document = parseDocument(source, { lineCounter: this.#lines, uniqueKeys: true });
    const { errors } = this.#document;
    if (errors.length > 0)
      throw this.#error(
        errors.map((e) => `${name}:${this.#lines.linePos(e.pos[0]).line}: ${e.message.split("\n")[0]}`),
      );
  }

  /** The file's content in the form of `schema`. Throws UsageError `code` with every fault, one a line. */
  parse<T>(schema: z.ZodType<T>): T {
    const parsed = schema.safeParse(this.#document.toJS({ maxAliasCount: maxAliases }));
    if (parsed.success) return parsed.data;
    throw this.faults(
      parsed.error.issues.flatMap((issue): Fault[] =>
        issue.code === "unrecognized_keys"
          ? issue.keys.map((key) => ({ path: [...issue.path, key], message: "unknown key" }))
          : [{ path: issue.path, message: wordsFor(issue) }],
      ),
    );
  }

  /** An error that names the line of each fault; of several `places` a fault may be at, the first that is written. */
  faults(faults: readonly Fault[], places: (path: Path) => readonly Path[] = (path) => [path]): UsageError {
    const text = faults.map(({ path: reported, message }) => {
      const path = places(reported).find((place) => this.#document.hasIn(place)) ?? reported;
      const key = path.map(String).join(".");
      return `${this.#name}:${this.#lineOf(path)}: ${key === "" ? "" : `${key}: `}${message}`;
    });
    return this.#error([...new Set(text)]);
  }

  /** A value as written, undefined where there is none. */
  at(path: Path): unknown {
    return this.#document.getIn(path);
  }

  /** The line of the deepest part of the path that exists; for an entry of a map that is its key's line. */
  #lineOf(path: Path): number {
    let node: unknown = this.#document.contents;
    let offset = isCollection(node) ? (node.range?.[0] ?? 0) : 0;
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
        if (pair === undefined) break;
        if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
        node = pair.value;
      } else if (isCollection(node)) {
        node = node.get(step, true);
        if (isCollection(node) || isScalar(node)) offset = node.range?.[0] ?? offset;
      } else break;
    }
    return this.#lines.linePos(offset).line;
  }

  #error(lines: readonly string[]): UsageError {
    return new UsageError(this.#code, lines.join("\n"), { file: this.#name, faults: lines.length });
  }
}

function wordsFor(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_key") return issue.issues.map(({ message }) => message).join("; ");
  const isMissing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
  return isMissing ? `is missing; expected ${issue.expected}` : issue.message;
}
