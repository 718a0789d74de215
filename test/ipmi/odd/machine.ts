/** A controller whose records are legal or nearly so, and that many programs read wrongly: lines for ipmi_sim. */
import { encodeFru, fruText } from "../../../src/ipmi/fru/index.ts";
import {
  type CompactSensor,
  type EventOnly,
  encodeSdr,
  type FullSensor,
  type SdrBody,
} from "../../../src/ipmi/sdr/index.ts";
import { type TypedText, typedBytes, typedText } from "../../../src/ipmi/typed-text.ts";
import { zeroChecksum } from "../../../src/wire/checksum.ts";
import { oneController, simBytes } from "../emulation.ts";
import { samples } from "../sdr/samples.ts";

const owner = { ownerId: 0x20, ownerLun: 0, ownerChannel: 0 };
const place = { entityId: 7, entityInstance: 1, entityIsLogical: false };
const oneUnit = { percentage: false, modifierUse: "none", rateUnit: "none", baseUnit: 1, modifierUnit: 0 } as const;
const plainFactors = { m: 1, b: 0, bExponent: 0, rExponent: 0, tolerance: 0 } as const;

const analog: FullSensor = {
  ...(samples[1] as FullSensor),
  ...owner,
  ...place,
  ...oneUnit,
  ...plainFactors,
  sensorType: 0x01,
  analogFormat: "unsigned",
  linearization: "linear",
  hysteresisSupport: "none",
  thresholdAccess: "none",
  masks: {
    kind: "threshold",
    assertionEvents: [],
    deassertionEvents: [],
    lowerComparisons: [],
    upperComparisons: [],
    readableThresholds: [],
    settableThresholds: [],
  },
};

/** Analog sensors: what is odd, how the record differs, the raw count, and the value by the standard; null = none. */
export interface OddSensor {
  readonly name: string;
  readonly differs: Partial<FullSensor>;
  readonly raw: number;
  readonly value: number | null;
}

export const oddSensors: readonly OddSensor[] = [
  { name: "ones 80h", differs: { analogFormat: "onesComplement" }, raw: 0x80, value: -127 },
  { name: "ones FFh", differs: { analogFormat: "onesComplement" }, raw: 0xff, value: 0 },
  { name: "twos 80h", differs: { analogFormat: "twosComplement" }, raw: 0x80, value: -128 },
  { name: "not analog", differs: { analogFormat: "none" }, raw: 0x11, value: null },
  { name: "M 511 B -512", differs: { m: 511, b: -512, bExponent: -1, rExponent: -2 }, raw: 0xff, value: 1302.538 },
  { name: "1/x of 0", differs: { linearization: "reciprocal" }, raw: 0, value: null },
  { name: "1/x of 4", differs: { linearization: "reciprocal" }, raw: 4, value: 0.25 },
  { name: "ln of 0", differs: { linearization: "ln" }, raw: 0, value: null },
  {
    name: "root of -1",
    differs: { linearization: "squareRoot", analogFormat: "twosComplement" },
    raw: 0xff,
    value: null,
  },
  {
    name: "cube root -8",
    differs: { linearization: "cubeRoot", analogFormat: "twosComplement" },
    raw: 0xf8,
    value: -2,
  },
  { name: "reserved fn", differs: { linearization: 0x0c }, raw: 5, value: null },
  { name: "non-linear", differs: { linearization: 0x70, m: 99 }, raw: 5, value: null },
  { name: "percent", differs: { percentage: true, baseUnit: 0 }, raw: 42, value: 42 },
  { name: "W/m", differs: { modifierUse: "divide", baseUnit: 6, modifierUnit: 34 }, raw: 6, value: 6 },
  { name: "ft*lb", differs: { modifierUse: "multiply", baseUnit: 29, modifierUnit: 45 }, raw: 7, value: 7 },
  { name: "byte/s", differs: { rateUnit: "perSecond", baseUnit: 70 }, raw: 8, value: 8 },
  { name: "unit 93", differs: { baseUnit: 93 }, raw: 9, value: 9 },
  {
    name: "discrete",
    differs: {
      sensorType: 0x05,
      eventReadingType: 0x6f,
      baseUnit: 0,
      masks: { kind: "discrete", assertionEvents: [0], deassertionEvents: [], readableStates: [0] },
    },
    raw: 0,
    value: null,
  },
];

const discrete: CompactSensor = {
  ...(samples[2] as CompactSensor),
  ...owner,
  ...place,
  ...oneUnit,
  baseUnit: 0,
  sensorType: 0x08,
  thresholdAccess: "none",
  hysteresisSupport: "none",
  masks: { kind: "discrete", assertionEvents: [0, 1], deassertionEvents: [], readableStates: [0, 1] },
  shareCount: 1,
  instanceModifierOffset: 0,
  entityInstanceIncrements: false,
};

const firstDiscrete = 60;

const withName = (id: TypedText, more: Partial<CompactSensor> = {}) => ({ ...discrete, ...more, id });

/** Discrete sensors, some of which share a record, and their names by the standard. */
export const oddNames: readonly { readonly record: CompactSensor; readonly names: readonly string[] }[] = [
  {
    record: withName(typedText("PSU ", "latin1"), {
      shareCount: 3,
      instanceModifier: "numeric",
      instanceModifierOffset: 1,
    }),
    names: ["PSU 1", "PSU 2", "PSU 3"],
  },
  {
    record: withName(typedText("Bay", "latin1"), {
      shareCount: 3,
      instanceModifier: "alphabetic",
      instanceModifierOffset: 25,
      entityInstanceIncrements: true,
    }),
    names: ["BayZ", "BayAA", "BayAB"],
  },
  { record: withName(typedText("C7", "sixBit")), names: ["C7"] },
  { record: withName(typedText("12-34", "bcdPlus")), names: ["12-34"] },
  { record: withName(typedText("温度", "utf16")), names: ["温度"] },
  { record: withName(typedBytes("latin1", Uint8Array.of(0x1b, 0x5b, 0x41))), names: ["\uFFFD[A"] },
];

const eventOnly: EventOnly = {
  ...(samples[3] as EventOnly),
  ...owner,
  ...place,
  shareCount: 2,
  instanceModifier: "numeric",
  instanceModifierOffset: 4,
  sensorNumber: 90,
};

let next = firstDiscrete;
const discreteRecords = oddNames.map(({ record }) => {
  const numbered = { ...record, sensorNumber: next };
  next += record.shareCount;
  return numbered;
});

const records: readonly (SdrBody & { recordType?: number })[] = [
  { ...samples[18]!, address: 0x20 } as SdrBody,
  ...oddSensors.map(
    ({ name, differs }, i): FullSensor => ({ ...analog, ...differs, sensorNumber: i + 1, id: typedText(name) }),
  ),
  ...discreteRecords,
  { kind: "unknown", recordType: 0x7f, data: Uint8Array.of(1, 2, 3) },
  { kind: "oem", manufacturerId: 0x00315a, data: Uint8Array.of(4, 5) },
  eventOnly,
];

/** A record whose length byte counts more bytes than its type has. */
const overlong = encodeSdr({ ...analog, sensorNumber: 50, id: typedText("overlong") });
const overlongRecord = Uint8Array.of(...overlong, 0xaa, 0xbb).with(4, overlong[4]! + 2);

/** Events by the time stamps of the standard, and records without. */
export const oddEvents: readonly (readonly [type: number, body: readonly number[]])[] = [
  [0x02, [0xff, 0xff, 0xff, 0xff, 0x20, 0x00, 0x04, 0x01, 0x01, 0x01, 0x57, 0x55, 0x50]],
  [0x02, [0xff, 0xff, 0xff, 0x1f, 0x20, 0x00, 0x04, 0x01, 0x01, 0x81, 0x57, 0x40, 0x50]],
  [0x02, [0x00, 0x00, 0x00, 0x5f, 0x20, 0x00, 0x04, 0x08, 0x3c, 0x6f, 0xa1, 0xff, 0xff]],
  [0x02, [0x00, 0x00, 0x00, 0x5f, 0x41, 0x00, 0x04, 0x12, 0x00, 0x6f, 0x04, 0xff, 0xff]],
  [0xc0, [0xff, 0xff, 0xff, 0xff, 0x5a, 0x31, 0x00, 1, 2, 3, 4, 5, 6]],
  [0xdf, [0x00, 0x00, 0x00, 0x5f, 0x5a, 0x31, 0x00, 1, 2, 3, 4, 5, 6]],
  [0xe0, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]],
  [0xff, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]],
  [0x03, [0x00, 0x00, 0x00, 0x5f, 0x20, 0x00, 0x04, 0x01, 0x01, 0x01, 0x57, 0x55, 0x50]],
];

/** An inventory in Chinese with a board area whose checksum is wrong and a product area without end of fields. */
export function oddInventory(): Uint8Array {
  const bytes = encodeFru({
    chassis: {
      type: 0x17,
      partNumber: fruText("AB-1", "sixBit"),
      serialNumber: fruText("12-34.5", "bcdPlus"),
      custom: [],
    },
    board: {
      language: 13,
      manufactured: 10_000_000,
      manufacturer: fruText("板", "utf16"),
      productName: fruText("BLADE", "sixBit"),
      serialNumber: fruText("BL01"),
      partNumber: fruText("0102ff", "binary"),
      custom: [],
    },
    product: { language: 0, manufacturer: fruText("ACME"), productName: fruText("Shelf"), custom: [fruText("x1")] },
  });
  const board = bytes[3]! * 8;
  const boardEnd = board + bytes[board + 1]! * 8 - 1;
  bytes[boardEnd] = bytes[boardEnd]! ^ 0x55;
  const product = bytes[4]! * 8;
  const productEnd = product + bytes[product + 1]! * 8;
  const end = bytes.indexOf(0xc1, product);
  bytes.fill(0xc0, end, productEnd - 1);
  bytes[productEnd - 1] = 0;
  bytes[productEnd - 1] = zeroChecksum(bytes.subarray(product, productEnd));
  return bytes;
}

export function oddMachine(): readonly string[] {
  const sdr = (bytes: Uint8Array) => `main_sdr_add 0x20 ${simBytes(bytes)}`;
  return oneController(
    ...records.map((record) => sdr(encodeSdr(record))),
    sdr(overlongRecord),
    ...oddSensors.flatMap(({ raw }, i) => [
      `sensor_add 0x20 0 ${i + 1} 1 1`,
      `sensor_set_value 0x20 0 ${i + 1} ${raw} 0`,
    ]),
    "sensor_add 0x20 0 50 1 1",
    "sensor_set_value 0x20 0 50 33 0",
    ...Array.from({ length: next - firstDiscrete }, (_, i) => [
      `sensor_add 0x20 0 ${firstDiscrete + i} 8 0x6f`,
      `sensor_set_bit 0x20 0 ${firstDiscrete + i} ${i % 2} 1 0`,
    ]).flat(),
    `mc_add_fru_data 0x20 0 512 data ${simBytes(oddInventory())}`,
  );
}
