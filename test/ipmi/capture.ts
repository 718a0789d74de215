/** Reads the files of test/captures: bytes and printouts of other projects' tools. */
import { readFileSync } from "node:fs";

export function readCapture(path: string): string {
  return readFileSync(new URL(`../captures/${path}`, import.meta.url), "utf8");
}

/** Bytes written as hexadecimal pairs, with or without spaces. */
export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replace(/\s+/g, ""), "hex"));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
