/**
 * What the module in ipmi_sim and this program say to one another. A frame is a 16-bit little-endian length, a letter,
 * and a body; the length counts the letter and the body.
 *
 * From the module: `Q` a request handed over, `I` what ipmi_sim's own handler says, `R` what ipmi_sim printed when it
 * refused a command, `S` said again.
 * To the module: `A` answer, `D` answer after ipmi_sim's own handler ran, `P` let ipmi_sim's own handler answer, `O` the
 * same and set bits in its data, `I` ask ipmi_sim's own handler something before, `E` event, `X` command line, `C` IPMI
 * command, `U` reading unavailable, `M` mute, `L` end LAN sessions, `W` hardware operation, `N` attention, `F` hand this
 * command over, `S` say this again, `G` go.
 */
import { decodeLatin1, encodeLatin1 } from "../../src/wire/text.ts";

export interface HandedOver {
  /** For the answer. */
  readonly id: number;
  /** Slave address of the controller asked. */
  readonly address: number;
  /** Channel it came in on: 15 is the system interface, 1 the LAN, 0 IPMB. */
  readonly channel: number;
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  /** Body code of a group extension included. */
  readonly data: Uint8Array;
}

export type Incoming =
  | { readonly kind: "request"; readonly request: HandedOver }
  | { readonly kind: "said"; readonly id: number; readonly response: Uint8Array }
  | { readonly kind: "refused"; readonly text: string }
  | { readonly kind: "done"; readonly mark: number };

const maxFrame = 1201;

/** Bytes in, frames out. */
export class FrameReader {
  #held: Uint8Array = new Uint8Array(0);

  /** Undefined in the list stands for a frame that is none; what follows cannot be trusted. */
  take(data: Uint8Array): (Incoming | undefined)[] {
    const bytes = new Uint8Array(this.#held.length + data.length);
    bytes.set(this.#held);
    bytes.set(data, this.#held.length);
    const frames: (Incoming | undefined)[] = [];
    let at = 0;
    while (bytes.length - at >= 3) {
      const length = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
      if (length < 1 || length > maxFrame) {
        frames.push(undefined);
        at = bytes.length;
        break;
      }
      if (bytes.length - at < length + 2) break;
      frames.push(decode(bytes.slice(at + 2, at + 2 + length)));
      at += length + 2;
    }
    this.#held = bytes.slice(at);
    return frames;
  }
}

function decode(frame: Uint8Array): Incoming | undefined {
  const [letter = 0, id, address, channel, netFn, lun, cmd] = frame;
  const kind = String.fromCharCode(letter);
  if (kind === "R") return { kind: "refused", text: decodeLatin1(frame.subarray(1)).trim() };
  if (kind === "S") return { kind: "done", mark: id ?? 0 };
  if (kind === "I" && id !== undefined) return { kind: "said", id, response: frame.subarray(2) };
  if (kind !== "Q" || id === undefined || address === undefined || channel === undefined) return undefined;
  if (netFn === undefined || lun === undefined || cmd === undefined) return undefined;
  return { kind: "request", request: { id, address, channel, netFn, lun, cmd, data: frame.subarray(7) } };
}

type Letter = "A" | "D" | "O" | "P" | "I" | "E" | "X" | "C" | "U" | "M" | "L" | "W" | "N" | "F" | "S" | "G";

export function frame(letter: Letter, ...parts: readonly (number | Uint8Array | string)[]): Uint8Array {
  const body = parts.flatMap((part) => {
    if (typeof part === "number") return [part];
    return [...(typeof part === "string" ? encodeLatin1(part) : part)];
  });
  const length = body.length + 1;
  return Uint8Array.of(length & 0xff, length >> 8, letter.charCodeAt(0), ...body);
}
