/**
 * Frames of OpenIPMI's VM serial interface: A0h ends a message, A1h ends a control sequence, AAh escapes these three.
 * Message: sequence, network function and LUN, command, data, checksum; the sum of all bytes is zero modulo 256.
 */
import { sumsToZero, zeroChecksum } from "../../wire/checksum.ts";

const endOfMessage = 0xa0;
const endOfControl = 0xa1;
const escapeMark = 0xaa;
const escapeBit = 0x10;

/** Longer frames are no IPMI messages. */
const maxFrame = 300;

export type BadFrame = "short" | "long" | "checksum" | "escape";

export interface VmMessage {
  readonly sequence: number;
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  /** After the command; in a response the completion code comes first. */
  readonly data: Uint8Array;
}

export interface FrameHandlers {
  message(message: VmMessage): void;
  /** Bytes of a control sequence: code, then arguments. */
  control(bytes: Uint8Array): void;
  rejected(kind: BadFrame): void;
}

export function encodeMessage({ sequence, netFn, lun, cmd, data }: VmMessage): Uint8Array {
  const body = new Uint8Array(data.length + 4);
  body[0] = sequence;
  body[1] = (netFn << 2) | lun;
  body[2] = cmd;
  body.set(data, 3);
  body[body.length - 1] = zeroChecksum(body);
  return finish(body, endOfMessage);
}

export function encodeControl(...bytes: number[]): Uint8Array {
  return finish(Uint8Array.from(bytes), endOfControl);
}

function finish(body: Uint8Array, mark: number): Uint8Array {
  const framed: number[] = [];
  for (const byte of body) {
    if (byte === endOfMessage || byte === endOfControl || byte === escapeMark) {
      framed.push(escapeMark, byte | escapeBit);
    } else framed.push(byte);
  }
  framed.push(mark);
  return Uint8Array.from(framed);
}

/** Cuts a byte stream into frames. After bad bytes it is in step again at the next end mark. */
export class FrameDecoder {
  readonly #handlers: FrameHandlers;
  readonly #frame = new Uint8Array(maxFrame);
  #length = 0;
  #escaped = false;
  #bad: BadFrame | undefined;

  constructor(handlers: FrameHandlers) {
    this.#handlers = handlers;
  }

  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === endOfMessage || byte === endOfControl) this.#end(byte);
      else if (byte === escapeMark) {
        if (this.#escaped) this.#bad ??= "escape";
        this.#escaped = true;
      } else {
        this.#append(this.#escaped ? byte & ~escapeBit : byte);
        this.#escaped = false;
      }
    }
  }

  #append(byte: number): void {
    if (this.#length === maxFrame) {
      this.#bad ??= "long";
      return;
    }
    this.#frame[this.#length++] = byte;
  }

  #end(mark: number): void {
    const frame = this.#frame.slice(0, this.#length);
    const bad = this.#bad ?? (this.#escaped ? "escape" : undefined);
    this.#length = 0;
    this.#escaped = false;
    this.#bad = undefined;
    if (bad !== undefined) this.#handlers.rejected(bad);
    else if (frame.length < (mark === endOfControl ? 1 : 4)) this.#handlers.rejected("short");
    else if (mark === endOfControl) this.#handlers.control(frame);
    else if (!sumsToZero(frame)) this.#handlers.rejected("checksum");
    else this.#handlers.message(messageOf(frame));
  }
}

function messageOf(frame: Uint8Array): VmMessage {
  return {
    sequence: frame[0]!,
    netFn: frame[1]! >> 2,
    lun: frame[1]! & 0x03,
    cmd: frame[2]!,
    data: frame.subarray(3, -1),
  };
}
