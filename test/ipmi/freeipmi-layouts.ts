/** FreeIPMI's own layouts of commands and records, out of its library: a second reading of our bytes, field by field. */
import koffi from "koffi";
import { messageOf } from "../../src/base/errors.ts";

/** Numbers; byte arrays as hexadecimal digits. Only fields that the bytes reach and that are not 0. */
export type Fields = Readonly<Record<string, number | string>>;

const templateField = koffi.struct({ bits: "uint32", key: koffi.array("char", 256), flags: "uint32" });
const templateFieldSize = koffi.sizeof(templateField);
const largestNumber = 48;

/** Where a field lies, in bits from the start of its layout; the low bit of a byte comes first. */
export interface FieldPlace {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

export interface FreeipmiLayouts {
  knows(layout: string): boolean;
  places(layout: string): readonly FieldPlace[];
  /** Reads bytes by one of the layouts `tmpl_<name>`; those of commands take the command number first. */
  read(layout: string, bytes: Uint8Array): Fields;
}

export function freeipmiLayouts(): FreeipmiLayouts {
  const library = koffi.load("libfreeipmi.so.17");
  const create = library.func("void *fiid_obj_create(void *)");
  const destroy = library.func("void fiid_obj_destroy(void *)");
  const setAll = library.func("int fiid_obj_set_all(void *, const uint8_t *, unsigned int)");
  const get = library.func("int fiid_obj_get(void *, const char *, _Out_ uint64_t *)");
  const getData = library.func("int fiid_obj_get_data(void *, const char *, _Out_ uint8_t *, unsigned int)");
  const fieldLength = library.func("int fiid_obj_field_len(void *, const char *)");

  const knows = (layout: string) => {
    try {
      return library.symbol(`tmpl_${layout}`) !== null;
    } catch (error) {
      if (/symbol/.test(messageOf(error))) return false;
      throw error;
    }
  };
  const read = (layout: string, bytes: Uint8Array): Fields => {
    const template = library.symbol(`tmpl_${layout}`);
    const object = create(template);
    try {
      if (setAll(object, bytes, bytes.length) !== bytes.length) {
        return { problem: `FreeIPMI does not take all ${bytes.length} bytes for ${layout}` };
      }
      const fields: Record<string, number | string> = {};
      for (let offset = 0; ; offset += templateFieldSize) {
        const { bits, key } = koffi.decode(template, offset, templateField);
        if (bits === 0) break;
        const length = fieldLength(object, key);
        if (length <= 0) continue;
        if (bits <= largestNumber) {
          const value = [0n];
          get(object, key, value);
          const number = Number(value[0]);
          if (number !== 0) fields[key] = number;
        } else {
          const data = Buffer.alloc(length / 8);
          getData(object, key, data, data.length);
          fields[key] = data.toString("hex");
        }
      }
      return fields;
    } finally {
      destroy(object);
    }
  };
  const places = (layout: string) => {
    const template = library.symbol(`tmpl_${layout}`);
    const found: FieldPlace[] = [];
    for (let offset = 0, from = 0; ; offset += templateFieldSize) {
      const { bits, key } = koffi.decode(template, offset, templateField);
      if (bits === 0) return found;
      found.push({ name: key, from, to: from + bits });
      from += bits;
    }
  };
  return { knows, read, places };
}
