/**
 * Decoding of records as they come from a controller, beside decoders of the same records written by hand with offsets,
 * which give a part of the fields: what the declarations cost. Figures are printed only for equal values.
 */
import { DeviceRefusedError } from "../../src/base/errors.ts";
import { decodeFru, encodeFru } from "../../src/ipmi/fru/index.ts";
import { decodeSdr, encodeSdr } from "../../src/ipmi/sdr/index.ts";
import { decodeSelRecord } from "../../src/ipmi/sel/index.ts";
import { sample as inventory } from "../ipmi/fru/sample.ts";
import { samples } from "../ipmi/sdr/samples.ts";
import { handFru, handFullSensor, handSelRecord } from "./hand-decoders.ts";
import { median } from "./statistics.ts";

interface Contest {
  readonly what: string;
  readonly bytes: Uint8Array;
  readonly ours: (bytes: Uint8Array) => object;
  readonly byHand: (bytes: Uint8Array) => object;
  /** What both must give. */
  readonly fields: (decoded: never) => unknown;
}

const event = new Uint8Array(Buffer.from("01000210000000200004010101575550", "hex"));
const batch = 2000;

function contest<T extends object>(
  what: string,
  bytes: Uint8Array,
  ours: (bytes: Uint8Array) => T,
  byHand: (bytes: Uint8Array) => object,
  fields: (decoded: T) => object,
): Contest {
  return { what, bytes, ours, byHand, fields };
}

const contests: readonly Contest[] = [
  contest("Full Sensor Record", encodeSdr(samples[1]!), decodeSdr, handFullSensor, (record) => {
    if (record.kind !== "full-sensor") return {};
    const { recordId, ownerId, sensorNumber, entityId, entityInstance, sensorType, m, b, rExponent, bExponent } =
      record;
    const { upperCritical, lowerCritical, id } = record;
    const key = { recordId, ownerId, sensorNumber, entityId, entityInstance, sensorType };
    return { ...key, m, b, rExponent, bExponent, upperCritical, lowerCritical, name: id.text };
  }),
  contest("SEL record", event, decodeSelRecord, handSelRecord, (record) => {
    if (record.kind !== "system-event") return {};
    const { recordId, timestamp, generatorId, sensorType, sensorNumber, eventReadingType, deassertion } = record;
    const { offset, data2, data3 } = record;
    const key = { recordId, timestamp, generatorId, sensorType, sensorNumber };
    return { ...key, eventReadingType, deassertion, offset, data2, data3 };
  }),
  contest("FRU inventory, all areas, 8 records", encodeFru(inventory), decodeFru, handFru, (fru) => ({
    board: fru.board?.productName?.text,
    serial: fru.board?.serialNumber?.text,
    product: fru.product?.productName?.text,
    records: fru.multirecords.length,
  })),
];

export function benchmarkDecoding(rounds: number): void {
  console.log("== decoding, one core; the ratio is the time of the declared decoder by that of the one with offsets");
  for (const { what, bytes, ours, byHand, fields } of contests) {
    const wanted = JSON.stringify(byHand(bytes));
    const found = JSON.stringify(fields(ours(bytes) as never));
    if (wanted !== found) throw new DeviceRefusedError("E_BENCH_DIFFERENT", `${what}: ${found}, by hand ${wanted}`);
    const times = { ours: [] as number[], byHand: [] as number[] };
    for (let round = 0; round <= rounds; round++) {
      const own = time(() => ours(bytes));
      const other = time(() => byHand(bytes));
      // The first round warms up.
      if (round > 0) times.ours.push(own);
      if (round > 0) times.byHand.push(other);
    }
    const [own, other] = [median(times.ours), median(times.byHand)];
    const rate = (us: number) => `${(us).toFixed(2)} us, ${Math.round(1e6 / us).toLocaleString("en")} /s`;
    console.log(
      `  ${what.padEnd(38)} ${rate(own).padStart(26)}   by hand ${rate(other).padStart(26)}   ratio ${(own / other).toFixed(1)}`,
    );
  }
  console.log();
}

/** Microseconds for one call. */
function time(work: () => unknown): number {
  let calls = 0;
  const started = performance.now();
  let ended = started;
  while (ended - started < 100) {
    for (let i = 0; i < batch; i++) work();
    calls += batch;
    ended = performance.now();
  }
  return ((ended - started) * 1000) / calls;
}
