/** A small repeatable source of numbers (xorshift32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state % limit;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}

interface Element {
  readonly at: number;
  readonly content: number;
  readonly end: number;
}

/** All elements of well-formed BER, also nested ones; strings that hold BER count as nesting. */
function elements(bytes: Buffer, from = 0, to = bytes.length, found: Element[] = []): Element[] {
  let at = from;
  while (at + 2 <= to) {
    const form = bytes[at + 1]!;
    const octets = form < 0x80 ? 0 : form & 0x7f;
    if (at + 2 + octets > to || octets > 4) break;
    let length = form < 0x80 ? form : 0;
    for (let i = 0; i < octets; i++) length = length * 256 + bytes[at + 2 + i]!;
    const content = at + 2 + octets;
    if (content + length > to) break;
    found.push({ at, content, end: content + length });
    if ((bytes[at]! & 0x20) !== 0 || (bytes[at] === 4 && bytes[content] === 0x30)) {
      elements(bytes, content, content + length, found);
    }
    at = content + length;
  }
  return found;
}

const nasty: readonly ((content: Buffer, tag: number, random: Random) => Buffer)[] = [
  (_, tag) => Buffer.from([tag, 0]),
  (content, tag) => Buffer.concat([Buffer.from([tag, 0x84, 0, 0, 0, content.length & 0xff]), content]),
  (content, tag) => Buffer.concat([Buffer.from([tag, 0x84, 0xff, 0xff, 0xff, 0xff]), content]),
  (content, tag) => Buffer.concat([Buffer.from([tag, 0x80]), content, Buffer.from([0, 0])]),
  (content, tag) => Buffer.concat([Buffer.from([tag, 0x85, 0, 0, 0, 0, content.length & 0xff]), content]),
  (_, tag) => Buffer.from([tag, 4, 0x7f, 0xff, 0xff, 0xff]),
  (_, tag) => Buffer.from([tag, 4, 0x80, 0, 0, 0]),
  (_, tag) => Buffer.from([tag, 9, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
  (_, tag) => Buffer.concat([Buffer.from([tag, 0x81, 0x80]), Buffer.alloc(128, 1)]),
  (_, tag) => Buffer.from([tag, 6, 0x2b, 0x90, 0x80, 0x80, 0x80, 0]),
  (_, tag) => Buffer.from([tag, 6, 0x2b, 0x8f, 0xff, 0xff, 0xff, 0x7f]),
  (content, _tag, random) => Buffer.concat([Buffer.from([random.below(256), content.length & 0x7f]), content]),
  (content, tag, random) => {
    const changed = Buffer.from(content);
    if (changed.length > 0) changed[random.below(changed.length)] = random.below(256);
    return Buffer.concat([Buffer.from([tag, changed.length & 0x7f]), changed]);
  },
];

/**
 * One mutation of a BER message: an element spoilt with the lengths around it kept right or left wrong, elements
 * doubled or dropped, octets flipped, the end cut off.
 */
export function mutate(original: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(original);
  const all = elements(bytes);
  const kind = random.below(10);
  if (kind < 6 && all.length > 0) {
    const chosen = random.pick(all);
    const replacement = random.pick(nasty)(bytes.subarray(chosen.content, chosen.end), bytes[chosen.at]!, random);
    const changed = splice(bytes, chosen, replacement);
    return random.below(3) === 0
      ? changed
      : repair(changed, all, chosen, replacement.length - (chosen.end - chosen.at));
  }
  if (kind === 6 && all.length > 1) {
    const chosen = random.pick(all);
    const copies = Buffer.concat(Array.from({ length: random.below(4) }, () => bytes.subarray(chosen.at, chosen.end)));
    return repair(splice(bytes, chosen, copies), all, chosen, copies.length - (chosen.end - chosen.at));
  }
  if (kind === 7) return bytes.subarray(0, random.below(bytes.length + 1));
  for (let i = 0; i <= random.below(4); i++) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

function splice(bytes: Buffer, element: Element, replacement: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, element.at), replacement, bytes.subarray(element.end)]);
}

/** Corrects the lengths of what encloses a changed element, where they keep their form. */
function repair(bytes: Buffer, all: readonly Element[], changed: Element, by: number): Buffer {
  for (const outer of all) {
    if (outer.content > changed.at || outer.end < changed.end || outer === changed) continue;
    const length = outer.end - outer.content + by;
    const octets = outer.content - outer.at - 2;
    if (octets === 0 && length < 0x80) bytes[outer.at + 1] = length;
    else if (octets > 0) bytes.writeUIntBE(Math.max(0, length) % 256 ** octets, outer.at + 2, octets);
  }
  return bytes;
}
