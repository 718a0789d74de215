import { UsageError } from "../base/errors.ts";
import type { ByteOrder } from "./reader.ts";

/** Collects bytes to send. A value that does not fit its field throws UsageError `E_ENCODE`; nothing is ever cut off. */
export class Writer {
  readonly #order: ByteOrder;
  #bytes = new Uint8Array(64);
  #length = 0;
  #record: string;
  #field = "";

  constructor(order: ByteOrder = "little", record = "bytes") {
    this.#order = order;
    this.#record = record;
  }

  /** Names what is written next, for the error of a write that fails. */
  locate(record: string, field: string): void {
    this.#record = record;
    this.#field = field;
  }

  get length(): number {
    return this.#length;
  }

  /** Unsigned integer of 1 to 6 bytes. */
  unsigned(length: number, value: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * length)) {
      throw this.invalid(`${value} is not an unsigned integer of ${length} bytes`);
    }
    this.#integer(length, value);
  }

  /** Two's complement integer of 1 to 6 bytes. */
  signed(length: number, value: number): void {
    const half = 2 ** (8 * length - 1);
    if (!Number.isInteger(value) || value < -half || value >= half) {
      throw this.invalid(`${value} is not a signed integer of ${length} bytes`);
    }
    this.#integer(length, value < 0 ? value + 2 * half : value);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A copy of everything written so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** The error for a value that cannot be written. */
  invalid(message: string): UsageError {
    return new UsageError("E_ENCODE", `${this.#record}, ${this.#field}: ${message}`, {
      record: this.#record,
      field: this.#field,
    });
  }

  #integer(length: number, value: number): void {
    this.#reserve(length);
    let left = value;
    for (let i = 0; i < length; i++) {
      const index = this.#order === "little" ? this.#length + i : this.#length + length - 1 - i;
      this.#bytes[index] = left % 256;
      left = Math.floor(left / 256);
    }
    this.#length += length;
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
