import type { InventoryField } from "../../hpi/rdr/inventory.ts";
import { type MultiRecordBody, splitFruText } from "../../ipmi/fru/index.ts";

const tenthsOfAmpere = (value: number) => `${value / 10} A`;

/** Numbers of PICMG's records that have a unit, by the name of their field. */
const units: Readonly<Record<string, (value: number) => string>> = {
  readinessAllowance: (value) => `${value} s`,
  delayBeforeNext: (value) => `${value / 10} s`,
  maximumPower: (value) => `${value} W`,
  maximumExternalCurrent: tenthsOfAmpere,
  maximumInternalCurrent: tenthsOfAmpere,
  maximumCurrent: tenthsOfAmpere,
  currentDraw: tenthsOfAmpere,
  minimumOperatingVoltage: (value) => `${value === 0 ? 0 : -value / 2} V`,
};

/** Of a list in a list, more are only counted. */
const shownAtMost = 32;

/** The fields of a record as its declaration names them; one for each entry of a list. */
export function genericFields(record: MultiRecordBody): readonly InventoryField[] {
  const shown = "shelfAddressTypeLength" in record ? withShelfAddress(record) : record;
  return members(shown).flatMap(([name, value]) => {
    const type = kebabCase(name);
    const isList = Array.isArray(value) && value.some((entry) => typeof entry === "object");
    if (Array.isArray(value) && value.length === 0) return [];
    if (!isList) return [{ type, text: textOf(name, value) }];
    return value.map((entry) => ({ type, text: textOf(name, entry) }));
  });
}

const unshown = /^(kind|typeId|formatVersion|recordVersion|reserved.*)$/;

function members(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([name, one]) => one !== undefined && !unshown.test(name));
}

function withShelfAddress(record: Extract<MultiRecordBody, { readonly kind: "picmg-address-table" }>): object {
  const { shelfAddressTypeLength, shelfAddress, ...others } = record;
  return { shelfAddress: splitFruText(shelfAddressTypeLength, shelfAddress).text, ...others };
}

function textOf(name: string, value: unknown): string {
  if (typeof value === "number") return units[name]?.(value) ?? numberText(name, value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value instanceof Uint8Array) return bytesText(name, value);
  if (Array.isArray(value)) {
    const more = value.length > shownAtMost ? ` and ${value.length - shownAtMost} more` : "";
    const isPlain = value.every((entry) => typeof entry !== "object");
    const entries = value.slice(0, shownAtMost).map((entry) => textOf(name, entry));
    return `${entries.map((entry) => (isPlain ? entry : `(${entry})`)).join(isPlain ? ", " : " ")}${more}`;
  }
  if (typeof value === "object" && value !== null) {
    const told = members(value).filter(([, one]) => one !== false && !(Array.isArray(one) && one.length === 0));
    const words = ([own]: readonly [string, unknown]) => kebabCase(own).replaceAll("-", " ");
    return told.map((one) => (one[1] === true ? words(one) : `${words(one)} ${textOf(...one)}`)).join(", ");
  }
  return String(value);
}

function numberText(name: string, value: number): string {
  return /address$/i.test(name) ? `${value.toString(16).toUpperCase().padStart(2, "0")}h` : String(value);
}

const internetAddressLength = 4;

function bytesText(name: string, bytes: Uint8Array): string {
  if (name === "sites") return [...bytes].join(", ");
  return bytes.length === internetAddressLength ? bytes.join(".") : Buffer.from(bytes).toString("hex");
}

export function kebabCase(name: string): string {
  return name.replace(/[A-Z]|[0-9]+$/g, (part) => `-${part.toLowerCase()}`);
}
