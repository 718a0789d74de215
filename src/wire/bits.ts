/** Fields smaller than bytes. Positions are written as in the standards: `span(7, 4)` is bits [7:4]. */
import { InternalError } from "../base/errors.ts";
import type { Names } from "./names.ts";

/** Bits high..low of the group's integer, both included. */
export interface Span {
  readonly high: number;
  readonly low: number;
}

/** Whether a decoded value always carries the field. */
export type Presence = "always" | "optional";

/** A field made of bits, not yet part of any byte. */
export interface BitField<T, P extends Presence> {
  readonly form: "unsigned" | "signed" | "flag" | "reserved" | "set";
  /** Most significant first. */
  readonly spans: readonly Span[];
  readonly width: number;
  readonly presence: P;
  readonly names?: Names;
  fromBits(raw: number): T;
  toBits(value: T): number;
}

/** A field bound to the bytes it shares with its neighbours. */
export interface BitMember<T, P extends Presence> {
  readonly group: BitGroup;
  readonly field: BitField<T, P>;
  readonly presence: P;
}

export interface BitGroup {
  readonly length: number;
  readonly optional: boolean;
  readonly fields: readonly (readonly [name: string, field: BitField<unknown, Presence>])[];
}

export interface BitGroupLayout {
  readonly kind: "bits";
  readonly length: number;
  readonly optional: boolean;
  readonly fields: readonly {
    readonly name: string;
    readonly form: BitField<unknown, Presence>["form"];
    readonly spans: readonly Span[];
    readonly width: number;
    readonly names?: Names;
  }[];
}

/** Bits [high:low] as an unsigned number. */
export function span(high: number, low: number): BitField<number, "always"> {
  return unsigned([high, low]);
}

/** One unsigned number spread over several spans, most significant first. */
export function unsigned(...spans: readonly (readonly [high: number, low: number])[]): BitField<number, "always"> {
  return { form: "unsigned", ...place(spans), presence: "always", fromBits: (raw) => raw, toBits: (value) => value };
}

/** One two's complement number spread over several spans, most significant first. */
export function signed(...spans: readonly (readonly [high: number, low: number])[]): BitField<number, "always"> {
  const placed = place(spans);
  const modulus = 2 ** placed.width;
  return {
    form: "signed",
    ...placed,
    presence: "always",
    fromBits: (raw) => (raw >= modulus / 2 ? raw - modulus : raw),
    toBits: (value) =>
      value >= modulus / 2 || value < -modulus / 2 ? Number.NaN : value < 0 ? value + modulus : value,
  };
}

/** One bit as a boolean. */
export function flag(bit: number): BitField<boolean, "always"> {
  return {
    form: "flag",
    ...place([[bit, bit]]),
    presence: "always",
    fromBits: (raw) => raw === 1,
    toBits: (value) => (value === true ? 1 : value === false ? 0 : Number.NaN),
  };
}

/** Bits without a meaning: kept so that a record re-encodes exactly, and left out of the value when zero. */
export function reserved(high: number, low: number): BitField<number, "optional"> {
  return {
    form: "reserved",
    ...place([[high, low]]),
    presence: "optional",
    fromBits: (raw) => raw,
    toBits: (value) => value ?? 0,
  };
}

type BitFields = Readonly<Record<string, BitField<unknown, Presence>>>;
type Bound<F extends BitFields> = {
  readonly [K in keyof F]: F[K] extends BitField<infer T, infer P> ? BitMember<T, P> : never;
};
type BoundOptional<F extends BitFields> = {
  readonly [K in keyof F]: F[K] extends BitField<infer T, Presence> ? BitMember<T, "optional"> : never;
};

/** Fields that share `length` bytes (1 to 4), to be spread into a struct. Overlapping or forgotten bits throw when the module loads. */
export function bits<const F extends BitFields>(length: number, fields: F): Bound<F> {
  return bind(length, fields, false) as Bound<F>;
}

/** Like `bits`, for bytes that a short record may lack. */
export function optionalBits<const F extends BitFields>(length: number, fields: F): BoundOptional<F> {
  return bind(length, fields, true) as BoundOptional<F>;
}

function bind(length: number, fields: BitFields, optional: boolean): Record<string, BitMember<unknown, Presence>> {
  checkCoverage(length, fields);
  const group: BitGroup = { length, optional, fields: Object.entries(fields) };
  return Object.fromEntries(
    group.fields.map(([name, field]) => [name, { group, field, presence: optional ? "optional" : field.presence }]),
  );
}

function checkCoverage(length: number, fields: BitFields): void {
  if (length < 1 || length > 4) throw new InternalError("E_DECLARATION", `a bit group has 1 to 4 bytes, not ${length}`);
  const owner = new Array<string | undefined>(8 * length).fill(undefined);
  for (const [name, field] of Object.entries(fields)) {
    for (const { high, low } of field.spans) {
      if (high >= owner.length) throw new InternalError("E_DECLARATION", `${name} lies outside its ${length} bytes`);
      for (let bit = low; bit <= high; bit++) {
        if (owner[bit] !== undefined)
          throw new InternalError("E_DECLARATION", `${name} overlaps ${owner[bit]} in bit ${bit}`);
        owner[bit] = name;
      }
    }
  }
  const uncovered = owner.flatMap((name, bit) => (name === undefined ? [bit] : []));
  if (uncovered.length > 0) {
    throw new InternalError(
      "E_DECLARATION",
      `bits ${uncovered.join(", ")} after ${Object.keys(fields)[0]} have no field`,
    );
  }
}

/** What takes a field's bits out of its group's integer, as one unsigned number. */
export function extractor(spans: readonly Span[]): (group: number) => number {
  const parts = spans.map(({ high, low }) => {
    const size = 2 ** (high - low + 1);
    return { low, size, mask: size - 1 };
  });
  const [first, ...more] = parts;
  if (first === undefined) return () => 0;
  const { low, mask } = first;
  // A shifted number has at most 32 bits; ">>> 0" keeps it unsigned.
  if (more.length === 0) return (group) => ((group >>> low) & mask) >>> 0;
  return (group) => {
    let value = 0;
    for (const part of parts) value = value * part.size + (((group >>> part.low) & part.mask) >>> 0);
    return value;
  };
}

/** The group's bits that hold `value`, all others zero. */
export function placeBits(value: number, spans: readonly Span[]): number {
  let group = 0;
  let left = value;
  for (const { high, low } of spans.toReversed()) {
    const size = 2 ** (high - low + 1);
    group += (left % size) * 2 ** low;
    left = Math.floor(left / size);
  }
  return group;
}

function place(spans: readonly (readonly [high: number, low: number])[]): { spans: readonly Span[]; width: number } {
  let width = 0;
  for (const [high, low] of spans) {
    if (high < low || low < 0) throw new InternalError("E_DECLARATION", `[${high}:${low}] is not a bit range`);
    width += high - low + 1;
  }
  return { spans: spans.map(([high, low]) => ({ high, low })), width };
}
