import { WireError } from "../base/errors.ts";

export type ByteOrder = "little" | "big";

const longestCopiedByHand = 64;

/** A cursor over received bytes. Every read past the end throws WireError `E_SHORT_READ`; nothing is ever clamped. */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #order: ByteOrder;
  #position = 0;
  #record: string;
  #field = "";

  constructor(bytes: Uint8Array, order: ByteOrder = "little", record = "bytes") {
    this.#bytes = bytes;
    this.#order = order;
    this.#record = record;
  }

  /** Names what is read next, for the error of a read that fails. */
  locate(record: string, field: string): void {
    this.#record = record;
    this.#field = field;
  }

  get order(): ByteOrder {
    return this.#order;
  }

  get position(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** Unsigned integer of 1 to 6 bytes. */
  unsigned(length: number): number {
    const start = this.#take(length);
    let value = 0;
    for (let i = 0; i < length; i++) {
      const index = this.#order === "little" ? start + length - 1 - i : start + i;
      value = value * 256 + this.#bytes[index]!;
    }
    return value;
  }

  /** Two's complement integer of 1 to 6 bytes. */
  signed(length: number): number {
    const value = this.unsigned(length);
    const modulus = 2 ** (8 * length);
    return value >= modulus / 2 ? value - modulus : value;
  }

  /** A copy of the next `length` bytes. */
  bytes(length: number): Uint8Array {
    const start = this.#take(length);
    const copy = new Uint8Array(length);
    // Most are short, and a view to copy from costs more than they do.
    if (length > longestCopiedByHand) copy.set(this.#bytes.subarray(start, start + length));
    else for (let i = 0; i < length; i++) copy[i] = this.#bytes[start + i]!;
    return copy;
  }

  /** A copy of everything left, possibly nothing. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** The error for bytes that are there but cannot mean anything. */
  invalid(message: string): WireError {
    return new WireError("E_WIRE_VALUE", `${this.#record}, ${this.#field}: ${message}`, {
      record: this.#record,
      field: this.#field,
      offset: this.#position,
    });
  }

  #take(length: number): number {
    const start = this.#position;
    if (length > this.remaining) {
      throw new WireError(
        "E_SHORT_READ",
        `${this.#record}, ${this.#field}: ${length} bytes wanted at offset ${start}, ${this.remaining} there`,
        { record: this.#record, field: this.#field, offset: start, wanted: length, have: this.remaining },
      );
    }
    this.#position = start + length;
    return start;
  }
}
