/** Values for any declared layout, for property tests. */
import fc from "fast-check";
import { lanPeer, serialPeer } from "../../src/ipmi/commands/app/get-session-info.ts";
import { typedBytes } from "../../src/ipmi/typed-text.ts";
import type { BitGroupLayout } from "../../src/wire/bits.ts";
import type { Names } from "../../src/wire/names.ts";
import type { Layout, MemberLayout } from "../../src/wire/type.ts";

type Value = Record<string, unknown>;
type BitFieldLayout = BitGroupLayout["fields"][number];

const longest = 12;

/** Leaf codecs by the name in their layout. */
const leaves: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  sdrText: fc
    .tuple(fc.constantFrom("utf16", "bcdPlus", "sixBit", "latin1"), byteArray(0, 31))
    .map(([encoding, bytes]) => typedBytes(encoding as "latin1", bytes)),
  sessionPeer: fc.constantFrom(lanPeer, serialPeer).chain(({ layout }) => arbitraryOf(layout)),
};

export function arbitraryOf(layout: Layout, selectors: readonly number[] = []): fc.Arbitrary<unknown> {
  switch (layout.kind) {
    case "integer":
      return withSelectors(integer(layout.length, layout.signed), selectors);
    case "bytes":
      return byteArray(layout.length, layout.length);
    case "countedBytes":
    case "rest":
      return byteArray(0, longest);
    case "tag":
      return fc.constant(layout.value);
    case "named":
      return namedOr(arbitraryOf(layout.of) as fc.Arbitrary<number>, layout.names);
    case "list":
      return layout.count === "rest"
        ? fc.array(arbitraryOf(layout.of), { maxLength: longest, size: "max" })
        : fc.array(arbitraryOf(layout.of), { minLength: layout.count, maxLength: layout.count, size: "max" });
    case "countedList":
      return fc.array(arbitraryOf(layout.of), { maxLength: longest, size: "max" });
    case "struct":
      return structValue(layout.members);
    case "leaf":
      return leaves[layout.name] ?? raise(`no arbitrary for the leaf ${layout.name}`);
    case "switch":
      return raise("a switch outside a struct");
  }
}

function structValue(members: readonly MemberLayout[]): fc.Arbitrary<Value> {
  const optionalCount = members.filter((member) => member.optional).length;
  return fc.integer({ min: 0, max: optionalCount }).chain((present) => {
    const kept = members.slice(0, members.length - optionalCount + present);
    return kept.reduce<fc.Arbitrary<Value>>(
      (built, member) =>
        built.chain((value) => memberValue(member, value, members).map((own) => ({ ...value, ...own }))),
      fc.constant({}),
    );
  });
}

function memberValue(member: MemberLayout, before: Value, all: readonly MemberLayout[]): fc.Arbitrary<Value> {
  if (member.kind === "bits") {
    return fc
      .tuple(...member.fields.map((field) => bitField(field).map((own) => [field.name, own] as const)))
      .map((entries) => Object.fromEntries(entries.filter(([, own]) => own !== undefined)));
  }
  const { name, type } = member;
  if (type.kind === "switch") {
    return arbitraryOf(type.cases[String(before[type.on])] ?? type.otherwise).map((own) => ({ [name]: own }));
  }
  const selectors = all.flatMap((other) =>
    other.kind === "field" && other.type.kind === "switch" && other.type.on === name
      ? Object.keys(other.type.cases)
      : [],
  );
  return arbitraryOf(type, selectors.map(Number)).map((own) => ({ [name]: own }));
}

function bitField({ form, width, names = {} }: BitFieldLayout): fc.Arbitrary<unknown> {
  const most = 2 ** width - 1;
  switch (form) {
    case "flag":
      return fc.boolean();
    case "signed":
      return fc.integer({ min: -(2 ** (width - 1)), max: 2 ** (width - 1) - 1 });
    case "unsigned":
      return namedOr(fc.integer({ min: 0, max: most }), names);
    case "reserved":
      return fc.option(fc.integer({ min: 1, max: most }), { nil: undefined });
    case "set": {
      const nameOf = new Map(Object.entries(names).map(([name, bit]) => [bit, name]));
      const members = Array.from({ length: width }, (_, bit) => nameOf.get(bit) ?? bit);
      return fc.subarray(members);
    }
  }
}

function namedOr(numbers: fc.Arbitrary<number>, names: Names): fc.Arbitrary<string | number> {
  const known = new Set(Object.values(names));
  const nameOf = new Map(Object.entries(names).map(([name, value]) => [value, name]));
  const any = numbers.map((value) => (known.has(value) ? nameOf.get(value)! : value));
  return known.size === 0 ? any : fc.oneof(any, fc.constantFrom(...nameOf.values()));
}

function integer(length: number, signed: boolean): fc.Arbitrary<number> {
  const size = 2 ** (8 * length);
  return signed ? fc.integer({ min: -size / 2, max: size / 2 - 1 }) : fc.integer({ min: 0, max: size - 1 });
}

function withSelectors(numbers: fc.Arbitrary<number>, selectors: readonly number[]): fc.Arbitrary<number> {
  return selectors.length === 0 ? numbers : fc.oneof(numbers, fc.constantFrom(...selectors));
}

export function byteArray(minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength, maxLength, size: "max" });
}

function raise(message: string): never {
  throw new TypeError(message);
}
