import type { TextOutput } from "./doors.ts";

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
export type Colour = keyof typeof codes;

/** A piece of a line: text, or text with a colour. */
export type Cell = string | { readonly text: string; readonly colour: Colour };

/** Writes lines and tables; coloured on a terminal, plain elsewhere. */
export class Screen {
  readonly #output: TextOutput;
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #coloured: boolean;

  constructor(output: TextOutput, env: Readonly<Record<string, string | undefined>>) {
    this.#output = output;
    this.#env = env;
    // https://no-color.org: any value but the empty one.
    this.#coloured = output.isTerminal && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  }

  get isTerminal(): boolean {
    return this.#output.isTerminal;
  }

  line(...cells: readonly Cell[]): void {
    this.#output.write(
      `${cells
        .map((cell) => this.#paint(cell))
        .join("")
        .trimEnd()}\n`,
    );
  }

  json(value: unknown): void {
    this.#output.write(`${jsonText(value, 2)}\n`);
  }

  /** One object per line, for streams. */
  jsonLine(value: unknown): void {
    this.#output.write(`${jsonText(value)}\n`);
  }

  /** Columns as wide as their widest cell, two spaces between; those named in `right` are set flush right. */
  table(head: readonly string[], rows: readonly (readonly Cell[])[], right: readonly string[] = []): void {
    const widths = head.map((title, column) =>
      Math.max(title.length, ...rows.map((row) => width(textOf(row[column] ?? "")))),
    );
    const put = (cells: readonly Cell[]) =>
      this.line(
        ...cells.flatMap((cell, column): Cell[] => {
          const space = " ".repeat(Math.max(0, (widths[column] ?? 0) - width(textOf(cell))));
          const gap = column < cells.length - 1 ? "  " : "";
          return right.includes(head[column] ?? "") ? [space, cell, gap] : [cell, space, gap];
        }),
      );
    put(head.map((title) => ({ text: title, colour: "dim" as const })));
    for (const row of rows) put(row);
  }

  /** Shows a picture in the place of the one before, as much of it as fits; only on a terminal. */
  picture(draw: (screen: Screen) => void): void {
    let text = "";
    const { isTerminal, rows } = this.#output;
    const sheet: TextOutput = {
      isTerminal,
      write(part) {
        text += part;
      },
    };
    draw(new Screen(sheet, this.#env));
    const lines = text.split("\n").slice(0, -1);
    const room = rows === undefined ? lines.length : Math.max(1, rows - 1);
    const shown = lines.length <= room ? lines : [...lines.slice(0, room - 1), `… ${lines.length - room + 1} more`];
    // One write, each line cleared to its end: nothing flickers. Without wrapping (DECAWM) each takes one line.
    this.#output.write(`\x1b[?7l\x1b[H${shown.map((line) => `${line}\x1b[K\n`).join("")}\x1b[J\x1b[?7h`);
  }

  #paint(cell: Cell): string {
    const text = textOf(cell);
    if (typeof cell === "string" || !this.#coloured) return text;
    return `\x1b[${codes[cell.colour]}m${text}\x1b[0m`;
  }
}

/** JSON escapes only some of the characters that steer terminals; the others may be escaped as well. */
function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(/[\u007f-\u009f\p{Cf}\u2028\u2029]/gu, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/** Names come from devices: nothing in them may steer the terminal. */
export function textOf(cell: Cell): string {
  const text = typeof cell === "string" ? cell : cell.text;
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\u{fffd}");
}

function width(text: string): number {
  return [...text].length;
}
