import type { RawResponse } from "../../ipmi/connection.ts";

/** What `raw` printed, understood. */
export type RawReply =
  | { readonly kind: "response"; readonly response: RawResponse }
  /** ipmitool had no answer from the controller. */
  | { readonly kind: "silent" }
  /** Nothing that `raw` prints. */
  | { readonly kind: "unreadable" };

const hexLine = /^\s*(?:[0-9a-f]{2}\s+)*[0-9a-f]{2}\s*$/;
const failure = /^Unable to send RAW command \(.*?(?:rsp=0x([0-9a-f]{1,2}))?\)/;

/**
 * Reads what one `raw` command of ipmitool's shell printed: lines of hexadecimal bytes, nothing at all for a response
 * without data, or one line that tells the completion code. `command` is the line sent, which the shell echoes.
 * `garbage` counts the other lines.
 */
export function readRawReply(text: string, command: string): { readonly reply: RawReply; readonly garbage: number } {
  const bytes: number[] = [];
  let garbage = 0;
  let failed: RawReply | undefined;
  for (const line of linesOf(text, command)) {
    const match = failure.exec(line);
    if (hexLine.test(line)) bytes.push(...line.trim().split(/\s+/).map(parseHex));
    else if (match === null) garbage += 1;
    else if (match[1] === undefined) failed = { kind: "silent" };
    else {
      const completionCode = parseHex(match[1]);
      failed = { kind: "response", response: { completionCode, data: new Uint8Array(0) } };
    }
  }
  if (failed !== undefined) return { reply: failed, garbage };
  if (garbage > 0 && bytes.length === 0) return { reply: { kind: "unreadable" }, garbage };
  return { reply: { kind: "response", response: { completionCode: 0, data: Uint8Array.from(bytes) } }, garbage };
}

function linesOf(text: string, command: string): string[] {
  const lines = text.split(/\r*\n/).filter((line) => line.trim() !== "");
  return lines[0] === command ? lines.slice(1) : lines;
}

function parseHex(text: string): number {
  return Number.parseInt(text, 16);
}
