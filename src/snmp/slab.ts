/**
 * Encoded cells of one column in one buffer. A cell of unchanged length is replaced in place; a longer or shorter one
 * goes to the end, and the slab is packed in row order when it runs out of room.
 */
export class Slab {
  bytes: Buffer = Buffer.alloc(0);
  #used = 0;
  #live = 0;
  /** Where each slot's cell begins. */
  starts = new Uint32Array(0);
  /** Octets of each slot's cell; 0 when it has none. */
  lengths = new Uint32Array(0);

  /** Number of cells that hold a value. */
  filled = 0;

  /** Makes room for `count` slots. */
  reserve(count: number): void {
    if (count <= this.starts.length) return;
    const size = Math.max(8, count, this.starts.length * 2);
    const starts = new Uint32Array(size);
    const lengths = new Uint32Array(size);
    starts.set(this.starts);
    lengths.set(this.lengths);
    this.starts = starts;
    this.lengths = lengths;
  }

  /** Stores the cell source[from, to) in a slot. `order` is the slots in row order, for packing. */
  put(slot: number, source: Uint8Array, from: number, to: number, order: Uint32Array): void {
    const length = to - from;
    const old = this.lengths[slot]!;
    if (old !== length) {
      if (old === 0) this.filled++;
      this.#live -= old;
      this.lengths[slot] = 0;
      if (this.#used + length > this.bytes.length) this.pack(order, length);
      this.starts[slot] = this.#used;
      this.lengths[slot] = length;
      this.#used += length;
      this.#live += length;
    }
    const bytes = this.bytes;
    for (let at = this.starts[slot]!, i = from; i < to; ) bytes[at++] = source[i++]!;
  }

  clear(slot: number): void {
    const old = this.lengths[slot]!;
    if (old === 0) return;
    this.filled--;
    this.#live -= old;
    this.lengths[slot] = 0;
  }

  /** Moves all cells together, in row order first, into a buffer with room for `extra` octets more. */
  pack(order: Uint32Array, extra = 0): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(256, this.#live + extra + ((this.#live + extra) >>> 1)));
    const moved = new Uint8Array(this.starts.length);
    let used = 0;
    const move = (slot: number): void => {
      const length = this.lengths[slot]!;
      if (length === 0 || moved[slot] === 1) return;
      const start = this.starts[slot]!;
      this.bytes.copy(bytes, used, start, start + length);
      this.starts[slot] = used;
      moved[slot] = 1;
      used += length;
    };
    for (const slot of order) move(slot);
    // Slots that no row shows yet, in the middle of a batch.
    for (let slot = 0; slot < this.starts.length; slot++) move(slot);
    this.bytes = bytes;
    this.#used = used;
  }
}
