/** Lines out of a byte stream. */

/** Gives whole lines as they arrive; a line longer than `limit` bytes gives `undefined` and nothing after it. */
export class LineReader {
  readonly #limit: number;
  #pending: Uint8Array[] = [];
  #length = 0;
  #broken = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  *take(data: Uint8Array): Generator<string | undefined> {
    let rest = data;
    while (!this.#broken && rest.length > 0) {
      const end = rest.indexOf(0x0a);
      const part = end < 0 ? rest : rest.subarray(0, end);
      this.#pending.push(part);
      this.#length += part.length;
      if (this.#length > this.#limit) {
        this.#broken = true;
        this.#pending = [];
        yield undefined;
        return;
      }
      if (end < 0) return;
      yield Buffer.concat(this.#pending).toString("utf8");
      this.#pending = [];
      this.#length = 0;
      rest = rest.subarray(end + 1);
    }
  }
}
