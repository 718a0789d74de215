/** What chassis, board and product areas have in common: FRU Information Storage Definition sections 10 to 12. */
import { WireError } from "../../base/errors.ts";
import { sumsToZero, zeroChecksum } from "../../wire/checksum.ts";
import { Reader } from "../../wire/reader.ts";
import type { Struct } from "../../wire/struct.ts";
import { Writer } from "../../wire/writer.ts";
import type { TypedText } from "../typed-text.ts";
import type { FruFinding, FruPart } from "./findings.ts";
import { endOfFields, isEnglish, readFruText, writeFruText } from "./fru-text.ts";

export interface AreaDefinition<Prefix, Field extends string> {
  readonly part: FruPart;
  readonly name: string;
  readonly spec: string;
  /** Fixed bytes between the length byte and the first text field. */
  readonly prefix: Struct<Prefix>;
  /** Text fields in their order; further ones are `custom`. */
  readonly fields: readonly Field[];
  /** Those of them that are English whatever the language of the area. */
  readonly alwaysEnglish: readonly NoInfer<Field>[];
}

/** An area's value. An empty field is left out. */
export type AreaValue<D> =
  D extends AreaDefinition<infer Prefix, infer Field>
    ? Prefix & { readonly [K in Field]?: TypedText | undefined } & { readonly custom: readonly TypedText[] }
    : never;

export function defineArea<Prefix, const Field extends string>(
  definition: AreaDefinition<Prefix, Field>,
): AreaDefinition<Prefix, Field> {
  return definition;
}

const unit = 8;
const lengthOffset = 1;
const bodyOffset = 2;

/** Reads the area at `offset` as far as it can be read; what is wrong with it goes to `findings`. */
export function decodeArea<D extends AreaDefinition<unknown, string>>(
  definition: D,
  inventory: Uint8Array,
  offset: number,
  findings: FruFinding[],
): AreaValue<D> | undefined {
  const report = (problem: FruFinding["problem"], at = offset) => {
    findings.push({ part: definition.part, problem, offset: at });
  };
  if (offset + bodyOffset >= inventory.length) {
    report("outside");
    return undefined;
  }
  const isOfVersion = (inventory[offset]! & 0xf) === 1;
  if (!isOfVersion) report("version");
  const stated = inventory[offset + lengthOffset]! * unit;
  const area = inventory.subarray(offset, stated === 0 ? undefined : offset + stated);
  const isLong = stated > 0 && area.length === stated;
  const isSound = isLong && sumsToZero(area);
  if (!isSound) report(isLong ? "checksum" : "length");
  // Erased memory, or something else altogether.
  if (!isOfVersion && !isSound) return undefined;

  const complete = area.length === stated;
  const reader = new Reader(complete ? area.subarray(0, -1) : area, "little", definition.name);
  reader.skip(bodyOffset);
  const value: Record<string, unknown> = {};
  const custom: TypedText[] = [];
  let hasPrefix = false;
  try {
    Object.assign(value, definition.prefix.read(reader, value));
    hasPrefix = true;
    const english = isEnglish(Number(value["language"] ?? 0));
    for (let index = 0; ; index++) {
      reader.locate("FRU area", "type/length");
      const typeLength = reader.unsigned(1);
      if (typeLength === endOfFields) break;
      const field = definition.fields[index];
      const isAlways = field !== undefined && definition.alwaysEnglish.includes(field);
      const text = readFruText(reader, typeLength, english || isAlways);
      if (field === undefined) custom.push(text);
      else if (text.bytes.length > 0) value[field] = text;
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    if (!hasPrefix) {
      report("truncated", offset + reader.position);
      return undefined;
    }
    report(reader.remaining === 0 ? "terminator" : "truncated", offset + reader.position);
  }
  return { ...value, custom } as unknown as AreaValue<D>;
}

/** The bytes of an area, padded to its unit, checksum last. */
export function encodeArea<D extends AreaDefinition<unknown, string>>(definition: D, value: AreaValue<D>): Uint8Array {
  const fields = value as unknown as Readonly<Record<string, TypedText | undefined>> & {
    readonly custom: readonly TypedText[];
  };
  const writer = new Writer("little", definition.name);
  writer.unsigned(1, 1);
  writer.unsigned(1, 0);
  definition.prefix.write(writer, value, {});
  for (const field of definition.fields) {
    writer.locate(definition.name, field);
    const text = fields[field];
    if (text === undefined) writer.unsigned(1, 0xc0);
    else writeFruText(writer, text);
  }
  writer.locate(definition.name, "custom");
  for (const text of fields.custom) writeFruText(writer, text);
  writer.unsigned(1, endOfFields);
  while (writer.length % unit !== unit - 1) writer.unsigned(1, 0);
  const area = writer.finish();
  if (area.length + 1 > 0xff * unit) throw writer.invalid(`${area.length + 1} bytes are too long for an area`);
  area[lengthOffset] = (area.length + 1) / unit;
  return Uint8Array.of(...area, zeroChecksum(area));
}
