import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A TypeScript file of ours, by its path from the top of the project. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The text with comments and the contents of strings blanked out: what only code can match. */
  readonly code: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** Path from the top of the project, or the package's or built-in's name as written. */
  readonly target: string;
  readonly ours: boolean;
}

/** All files below `folder` whose name ends in `suffix`; none when the folder does not exist. */
export function filesIn(folder: string, suffix: string): string[] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
}

export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => filesIn(folder, ".ts")).map(readSource);
}

export function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function readSource(path: string): SourceFile {
  const text = readText(path);
  const { code, uncommented } = scan(text);
  return { path, text, code, imports: importsOf(path, uncommented) };
}

const importForms = [
  /(?:^|[\n;])\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']/g,
  /(?:^|[\n;])\s*import\s*["']([^"']+)["']/g,
  /\bimport\s*\(\s*["']([^"']+)["']/g,
  /\bnew URL\(\s*["'](\.[^"']+\.ts)["']\s*,\s*import\.meta\.url/g,
];

function importsOf(path: string, uncommented: string): Import[] {
  const targets = importForms.flatMap((form) => [...uncommented.matchAll(form)].map((match) => match[1]!));
  return [...new Set(targets)].map((target) =>
    target.startsWith(".")
      ? { target: posix.normalize(posix.join(posix.dirname(path), target)), ours: true }
      : { target, ours: false },
  );
}

/** One pass over the text: comments removed, and in `code` string contents too (template expressions stay). */
export function scan(text: string): { code: string; uncommented: string } {
  const tokens =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?<=[=(,:[!&|?{};]\s*|return\s+|^\s*)\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[dgimsuvy]*/gm;
  const blankComments = (token: string) => (token.startsWith("//") || token.startsWith("/*") ? " " : token);
  const uncommented = text.replace(tokens, blankComments);
  const code = text.replace(tokens, (token) => {
    const first = token[0]!;
    return first === '"' || first === "'" ? first + first : " ";
  });
  return { code, uncommented };
}
