import { LineCounter, parseDocument } from "yaml";
import { messageOf, UsageError } from "../base/errors.ts";
import { type Config, configSchema } from "./schema.ts";

const MAXIMUM_SIZE = 1024 * 1024;
const MAXIMUM_ALIASES = 100;
/** One mistake can have a thousand consequences. */
const SHOWN_PROBLEMS = 20;

/**
 * Reads a configuration from YAML text. Every mistake is named with file, line, key and what was expected, in one
 * UsageError `E_CONFIG`.
 */
export function parseConfig(text: string, file: string): Config {
  if (text.length > MAXIMUM_SIZE) throw mistake(file, [`${file}: more than ${MAXIMUM_SIZE} characters`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw mistake(
      file,
      document.errors.map((e) => `${file}:${lines.linePos(e.pos[0]).line}: ${e.message}`),
    );
  }
  const result = configSchema.safeParse(contentOf(document, file) ?? {});
  if (!result.success) {
    const found = result.error.issues.map((issue) => {
      const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
      const path = [...issue.path, ...unknown];
      const line = lineOf(document, lines, path);
      const key = path.join(".");
      return `${file}:${line}: ${key === "" ? "the file" : key}: ${issue.message}`;
    });
    throw mistake(file, found);
  }
  const config = result.data;
  const names = (config.controllers ?? []).map((c) => c.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw mistake(file, [`${file}: controllers: the name ${twice} is given twice`]);
  return config;
}

/** Aliases of aliases could stand for more than any memory holds. */
function contentOf(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAXIMUM_ALIASES });
  } catch (error) {
    throw mistake(file, [`${file}: ${messageOf(error)}`]);
  }
}

function mistake(file: string, all: readonly string[]): UsageError {
  const problems = all.slice(0, SHOWN_PROBLEMS);
  if (all.length > SHOWN_PROBLEMS) problems.push(`${file}: and ${all.length - SHOWN_PROBLEMS} more`);
  return new UsageError("E_CONFIG", problems.join("\n"), { file, problems });
}

/** The line of the deepest part of `path` that the file has. */
function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range !== undefined && node.range !== null) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
