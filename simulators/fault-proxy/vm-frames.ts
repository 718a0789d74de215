/** Framing of OpenIPMI's virtual machine interface: messages end in A0h, controls in A1h, AAh escapes all three. */

const endOfMessage = 0xa0;
const endOfControl = 0xa1;
const escapeByte = 0xaa;
const escapeBit = 0x10;
/** The interface drops longer ones itself. */
const maxFrame = 300;

export interface VmFrame {
  readonly type: "message" | "control";
  /** Unescaped, without the end mark; a message still has its checksum. */
  readonly content: Uint8Array;
}

/** Puts a frame's content into its bytes on the wire. */
export function encodeFrame({ type, content }: VmFrame): Uint8Array {
  const bytes: number[] = [];
  for (const byte of content) {
    if (byte === endOfMessage || byte === endOfControl || byte === escapeByte) bytes.push(escapeByte, byte | escapeBit);
    else bytes.push(byte);
  }
  bytes.push(type === "message" ? endOfMessage : endOfControl);
  return Uint8Array.from(bytes);
}

/** A message with its checksum, from sequence number, network function and unit, command and data. */
export function vmMessage(body: readonly number[]): VmFrame {
  const sum = body.reduce((total, byte) => total + byte, 0);
  return { type: "message", content: Uint8Array.from([...body, -sum & 0xff]) };
}

/** Cuts a byte stream into frames. A frame that is too long is left out. */
export class VmFrameReader {
  #content: number[] = [];
  #escaped = false;

  *take(data: Uint8Array): Generator<VmFrame> {
    for (const byte of data) {
      if (byte === endOfMessage || byte === endOfControl) {
        const content = Uint8Array.from(this.#content);
        this.#content = [];
        this.#escaped = false;
        if (content.length <= maxFrame) yield { type: byte === endOfMessage ? "message" : "control", content };
      } else if (byte === escapeByte) this.#escaped = true;
      else if (this.#content.length <= maxFrame) {
        this.#content.push(this.#escaped ? byte & ~escapeBit : byte);
        this.#escaped = false;
      }
    }
  }
}
