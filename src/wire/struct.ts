/** A record declared once: from its fields come the decoder, the encoder, the type of its value and its layout as data. */
import { InternalError } from "../base/errors.ts";
import type { BitGroup, BitGroupLayout, BitMember, Presence } from "./bits.ts";
import { extractor, placeBits } from "./bits.ts";
import { type ByteOrder, Reader } from "./reader.ts";
import type { MemberLayout, Scope, Type } from "./type.ts";
import { Writer } from "./writer.ts";

/** A field that a short record may lack; nothing required can follow it. */
export interface OptionalField<T> {
  readonly optional: Type<T>;
}

export function optional<T>(type: Type<T>): OptionalField<T> {
  return { optional: type };
}

export type Members = Readonly<Record<string, Type<unknown> | OptionalField<unknown> | BitMember<unknown, Presence>>>;

type OptionalKeys<M extends Members> = {
  [K in keyof M]: M[K] extends OptionalField<unknown> | BitMember<unknown, "optional"> ? K : never;
}[keyof M];

type MemberValue<M> =
  M extends BitMember<infer T, Presence>
    ? T
    : M extends OptionalField<infer T>
      ? T
      : M extends Type<infer T>
        ? T
        : never;

type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The value a set of members describes, in wire order. */
export type ValueOf<M extends Members> = Flat<
  { [K in Exclude<keyof M, OptionalKeys<M>>]: MemberValue<M[K]> } & {
    [K in OptionalKeys<M>]?: MemberValue<M[K]> | undefined;
  }
>;

export interface Struct<T> extends Type<T> {
  readonly name: string;
  /** Throws WireError when short; bytes after the last field are ignored. */
  decode(bytes: Uint8Array, order?: ByteOrder): T;
  /** Throws UsageError `E_ENCODE` when a value does not fit. */
  encode(value: T, order?: ByteOrder): Uint8Array;
}

interface Step {
  readonly optional: boolean;
  /** True when the value lacks this step's fields. */
  absent(value: Scope): boolean;
  read(reader: Reader, into: Record<string, unknown>): void;
  write(writer: Writer, value: Scope): void;
  readonly layout: MemberLayout;
}

/** Declares a record. Members are its fields in wire order; a mistake in the declaration throws InternalError when the module loads. */
export function struct<const M extends Members>(name: string, members: M): Struct<ValueOf<M>> {
  const steps = stepsOf(name, members);

  const read = (reader: Reader): ValueOf<M> => {
    const value: Record<string, unknown> = {};
    for (const step of steps) {
      if (step.optional && reader.remaining === 0) break;
      step.read(reader, value);
    }
    return value as ValueOf<M>;
  };

  const write = (writer: Writer, given: ValueOf<M>): void => {
    const value = given as Scope;
    let ended = false;
    for (const step of steps) {
      if (step.optional && step.absent(value)) {
        ended = true;
        continue;
      }
      if (ended) {
        writer.locate(name, step.layout.kind === "field" ? step.layout.name : step.layout.fields[0]!.name);
        throw writer.invalid("is given but an earlier optional field is not");
      }
      step.write(writer, value);
    }
  };

  return {
    name,
    layout: { kind: "struct", name, members: steps.map((step) => step.layout) },
    read,
    write,
    decode: (bytes, order = "little") => read(new Reader(bytes, order, name)),
    encode(value, order = "little") {
      const writer = new Writer(order, name);
      write(writer, value);
      return writer.finish();
    },
  };
}

function stepsOf(name: string, members: Members): Step[] {
  const fail = (message: string) => new InternalError("E_DECLARATION", `${name}: ${message}`);
  const steps: Step[] = [];
  const entries = Object.entries(members);
  const seen = new Set<string>();
  let ended = "";

  for (let i = 0; i < entries.length; i++) {
    const [key, member] = entries[i]!;
    if (/^\d+$/.test(key)) throw fail(`${key} is not a field name`);
    if (ended !== "") throw fail(`${key} follows ${ended}, which takes all bytes`);

    if ("group" in member) {
      const group = member.group;
      for (const [j, [field]] of group.fields.entries()) {
        const there = entries[i + j]?.[1];
        if (entries[i + j]?.[0] !== field || there === undefined || !("group" in there) || there.group !== group) {
          throw fail(`${field} is not where its bytes are`);
        }
        seen.add(field);
      }
      i += group.fields.length - 1;
      steps.push(bitStep(name, group));
    } else {
      const isOptional = "optional" in member;
      const type = isOptional ? member.optional : member;
      if ("dependsOn" in type && !seen.has(String(type.dependsOn))) {
        throw fail(`${key} depends on ${type.dependsOn}, which is not an earlier field`);
      }
      if (type.layout.kind === "rest" || (type.layout.kind === "list" && type.layout.count === "rest")) ended = key;
      seen.add(key);
      steps.push(fieldStep(name, key, type, isOptional));
    }
  }

  const firstOptional = steps.findIndex((step) => step.optional);
  if (firstOptional >= 0 && steps.slice(firstOptional).some((step) => !step.optional)) {
    throw fail("a required field follows an optional one");
  }
  return steps;
}

function fieldStep(record: string, name: string, type: Type<unknown>, isOptional: boolean): Step {
  return {
    optional: isOptional,
    absent: (value) => value[name] === undefined,
    read(reader, into) {
      reader.locate(record, name);
      into[name] = type.read(reader, into);
    },
    write(writer, value) {
      writer.locate(record, name);
      if (value[name] === undefined) throw writer.invalid("is missing");
      type.write(writer, value[name], value);
    },
    layout: { kind: "field", name, optional: isOptional, type: type.layout },
  };
}

function bitStep(record: string, group: BitGroup): Step {
  const { length, fields } = group;
  const readers = fields.map(([name, field]) => ({
    name,
    extract: extractor(field.spans),
    isReserved: field.form === "reserved",
    fromBits: field.fromBits,
  }));
  return {
    optional: group.optional,
    absent: (value) => fields.every(([name]) => value[name] === undefined),
    read(reader, into) {
      reader.locate(record, fields[0]![0]);
      const raw = reader.unsigned(length);
      for (const { name, extract, isReserved, fromBits } of readers) {
        const own = extract(raw);
        if (isReserved && own === 0) continue;
        into[name] = fromBits(own);
      }
    },
    write(writer, value) {
      let raw = 0;
      for (const [name, field] of fields) {
        const own = field.toBits(value[name]);
        if (!Number.isInteger(own) || own < 0 || own >= 2 ** field.width) {
          writer.locate(record, name);
          throw writer.invalid(`${String(value[name])} does not fit its ${field.width} bits`);
        }
        raw += placeBits(own, field.spans);
      }
      writer.locate(record, fields[0]![0]);
      writer.unsigned(length, raw);
    },
    layout: layoutOf(group),
  };
}

function layoutOf(group: BitGroup): BitGroupLayout {
  return {
    kind: "bits",
    length: group.length,
    optional: group.optional,
    fields: group.fields.map(([name, { form, spans, width, names }]) => ({
      name,
      form,
      spans,
      width,
      ...(names === undefined ? {} : { names }),
    })),
  };
}
