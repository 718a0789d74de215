import type { InventoryField } from "../../hpi/rdr/inventory.ts";
import type { MultiRecordBody, StandardRecord } from "../../ipmi/fru/index.ts";
import { entityIdName } from "../../ipmi/tables/entity-ids.ts";
import { typedBytes } from "../../ipmi/typed-text.ts";
import { kebabCase } from "./multirecord-fields.ts";

type Of<K extends StandardRecord["kind"]> = Extract<StandardRecord, { readonly kind: K }>;

const unspecified8 = 0xff;
const unspecified12 = 0xfff;
const unspecified16 = 0xffff;

/** Fields of the records that the FRU Information Storage Definition itself defines; undefined for others. */
export function standardFields(record: MultiRecordBody): readonly InventoryField[] | undefined {
  switch (record.kind) {
    case "power-supply":
      return powerSupplyFields(record);
    case "dc-output":
    case "extended-dc-output":
      return [
        ...outputFields(record, record.maximumNegativeDeviation, record.maximumPositiveDeviation),
        ...(record.standby ? [field("standby", "yes")] : []),
      ];
    case "dc-load":
    case "extended-dc-load":
      return outputFields(record, record.minimumVoltage, record.maximumVoltage);
    case "management-access":
      return [accessField(record)];
    case "base-compatibility":
    case "extended-compatibility":
      return compatibilityFields(record);
    default:
      return undefined;
  }
}

function powerSupplyFields(supply: Of<"power-supply">): readonly InventoryField[] {
  const { lowInputVoltage1, highInputVoltage1, lowInputVoltage2, highInputVoltage2 } = supply;
  const { lowInputFrequency, highInputFrequency, combinedWattage, tachometerThreshold } = supply;
  const isDirect = lowInputFrequency === 0 && highInputFrequency === 0;
  const features = [
    supply.hotSwap ? "hot swap" : "",
    supply.autoswitch ? "autoswitch" : "",
    supply.powerFactorCorrection ? "power factor correction" : "",
    supply.predictiveFail ? "predicts failure" : "",
  ].filter((feature) => feature !== "");
  return [
    field("capacity", `${supply.capacity} W`),
    ...unless(supply.peakVa === unspecified16, "peak-apparent-power", `${supply.peakVa} VA`),
    ...unless(
      supply.inrushCurrent === unspecified8,
      "inrush-current",
      `${supply.inrushCurrent} A for ${supply.inrushInterval} ms`,
    ),
    field("input-voltage", volts(lowInputVoltage1, highInputVoltage1)),
    ...unless(
      lowInputVoltage2 === 0 && highInputVoltage2 === 0,
      "input-voltage-2",
      volts(lowInputVoltage2, highInputVoltage2),
    ),
    field("input-frequency", isDirect ? "direct current" : `${lowInputFrequency} to ${highInputFrequency} Hz`),
    field("dropout-tolerance", `${supply.dropoutTolerance} ms`),
    ...unless(features.length === 0, "features", features.join(", ")),
    ...unless(
      supply.peakCapacity === unspecified12,
      "peak-capacity",
      `${supply.peakCapacity} W for ${supply.holdUpTime} s`,
    ),
    ...unless(
      combinedWattage === 0,
      "combined-capacity",
      `${combinedWattage} W of ${supply.combinedVoltage1} and ${supply.combinedVoltage2}`,
    ),
    ...unless(
      !supply.predictiveFail || tachometerThreshold === 0,
      "failure-predicted-below",
      `${tachometerThreshold} turns per second`,
    ),
  ];
}

function outputFields(
  record: Of<"dc-output" | "dc-load" | "extended-dc-output" | "extended-dc-load">,
  lowest: number,
  highest: number,
): readonly InventoryField[] {
  const unit = "currentUnit" in record ? (record.currentUnit === "hundredMilliamperes" ? 0.1 : 0.01) : 0.001;
  const amperes = (current: number) => decimal(current * unit);
  return [
    ...unless(record.output === 0, "output", String(record.output)),
    field("nominal-voltage", `${decimal(record.nominalVoltage / 100)} V`),
    field("voltage", volts(lowest, highest)),
    field("ripple-and-noise", `${record.ripple} mV`),
    field("current", `${amperes(record.minimumCurrent)} to ${amperes(record.maximumCurrent)} A`),
  ];
}

function accessField({ access, data }: Of<"management-access">): InventoryField {
  if (access === "systemUuid") return field("system-uuid", smbiosUuid(data));
  const type = typeof access === "string" ? kebabCase(access) : `access-${access}`;
  return field(type, typedBytes("latin1", data).text);
}

/** Codes compatible with this one: the first, and those whose bits are set. */
function compatibilityFields(record: Of<"base-compatibility" | "extended-compatibility">): readonly InventoryField[] {
  const { manufacturerId, entityId, compatibilityBase, firstCode, furtherCodes } = record;
  const further = [...furtherCodes].flatMap((byte, index) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte >> bit) & 1).map((bit) => firstCode + 8 * index + bit + 1),
  );
  return [
    field("manufacturer-id", String(manufacturerId)),
    field("entity", entityIdName(entityId)),
    field("compatibility-base", String(compatibilityBase)),
    field("compatibility-codes", [firstCode, ...further].join(", ")),
  ];
}

/** The first three parts have their low byte first: SMBIOS 3.0 section 7.2.1. */
function smbiosUuid(data: Uint8Array): string {
  const hex = (from: number, to: number, turn: boolean) => {
    const part = Buffer.from(data.subarray(from, to));
    return (turn ? part.reverse() : part).toString("hex");
  };
  if (data.length !== 16) return Buffer.from(data).toString("hex");
  return [hex(0, 4, true), hex(4, 6, true), hex(6, 8, true), hex(8, 10, false), hex(10, 16, false)].join("-");
}

function volts(low: number, high: number): string {
  return `${decimal(low / 100)} to ${decimal(high / 100)} V`;
}

function decimal(value: number): number {
  return Number(value.toFixed(3));
}

function unless(condition: boolean, type: string, text: string): readonly InventoryField[] {
  return condition ? [] : [field(type, text)];
}

function field(type: string, text: string): InventoryField {
  return { type, text };
}
