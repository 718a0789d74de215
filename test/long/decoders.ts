/** Every decoder of what comes from a controller, each with good inputs to damage. */
import fc from "fast-check";
import { loadMachine } from "../../simulators/index.ts";
import { controllerFru, shelfFru } from "../../simulators/ipmi-sim/fru.ts";
import { controllerLocator, entityAssociations, sensorRecord, shelfFruLocator } from "../../simulators/ipmi-sim/sdr.ts";
import { WireError } from "../../src/base/errors.ts";
import { decodeResponse } from "../../src/ipmi/command.ts";
import { encodeFru } from "../../src/ipmi/fru/index.ts";
import { hotSwapEventOf } from "../../src/ipmi/picmg/hot-swap-event.ts";
import { hysteresisFromRaw, rawFromValue, stepAt, toleranceAt, valueFromRaw } from "../../src/ipmi/reading.ts";
import { decodeSdr, encodeSdr, isSensorRecord } from "../../src/ipmi/sdr/index.ts";
import { decodeSelRecord } from "../../src/ipmi/sel/index.ts";
import { selTime } from "../../src/ipmi/sel/sel-time.ts";
import { thresholdEventOf } from "../../src/ipmi/sel/threshold-event.ts";
import { sensorUnit } from "../../src/ipmi/sensor-unit.ts";
import { discreteState } from "../../src/ipmi/tables/discrete-states.ts";
import { thresholdNames } from "../../src/ipmi/thresholds.ts";
import { inventoryOf } from "../../src/sources/ipmi/inventory.ts";
import { hysteresisOf, limitsOf } from "../../src/sources/ipmi/limits.ts";
import { decodeQueuedMessage } from "../../src/transport/bridge.ts";
import { readRawReply } from "../../src/transport/ipmitool/reply.ts";
import { decodeControl } from "../../src/transport/vm/control.ts";
import { encodeControl, encodeMessage, FrameDecoder } from "../../src/transport/vm/framing.ts";
import type { Struct } from "../../src/wire/struct.ts";
import { decodeLatin1 } from "../../src/wire/text.ts";
import { arbitraryOf } from "../contract/arbitrary.ts";
import { findDeclarations } from "../ipmi/declarations.ts";
import { multirecordSample } from "../ipmi/fru/multirecord-sample.ts";
import { sample as sampleFru } from "../ipmi/fru/sample.ts";
import { moreSamples, samples } from "../ipmi/sdr/samples.ts";

export interface Decoder {
  readonly name: string;
  /** Good inputs; never empty. */
  readonly good: readonly Uint8Array[];
  /** Longest input worth trying. */
  readonly longest: number;
  decode(bytes: Uint8Array): unknown;
}

const usual = 300;
const large = 0x10000;

export async function allDecoders(seed: number): Promise<readonly Decoder[]> {
  const { commands, records } = await findDeclarations();
  const valid = (struct: Struct<unknown>) =>
    fc.sample(arbitraryOf(struct.layout), { numRuns: 12, seed }).map((value) => struct.encode(value));
  const machine = await loadMachine("atca-14");
  const sdrs = machine.controllers.flatMap((controller) => [
    controllerLocator(controller),
    ...entityAssociations(controller),
    ...controller.sensors.map((sensor) => sensorRecord(controller, sensor)),
  ]);
  return [
    ...commands.flatMap(({ value }): readonly Decoder[] => [
      {
        name: `${value.name} request`,
        good: valid(value.request),
        longest: usual,
        decode: (bytes) => value.request.decode(bytes),
      },
      {
        name: `${value.name} response`,
        good: valid(value.response).map((body) =>
          value.group === undefined ? body : Uint8Array.of(value.group, ...body),
        ),
        longest: usual,
        decode: (bytes) => decodeResponse(value, { completionCode: 0, data: bytes }),
      },
    ]),
    ...records.map(
      ({ value }): Decoder => ({
        name: value.name,
        good: valid(value),
        longest: usual,
        decode: (bytes) => value.decode(bytes),
      }),
    ),
    {
      name: "sensor data record and what follows from it",
      good: [
        ...sdrs,
        shelfFruLocator(),
        ...[...Object.values(samples), ...moreSamples].map((record) => encodeSdr(record)),
      ],
      longest: usual,
      decode: decodeRecord,
    },
    {
      name: "SEL record and what follows from it",
      good: [
        "0100 02 10000000 2000 04 01 01 01 57 55 50",
        "0200 02 10000000 8200 04 f0 00 6f a4 13 00",
        "0300c0",
        "0400e0",
      ].map((text) => new Uint8Array(Buffer.from(text.replace(/ /g, "").padEnd(32, "5"), "hex"))),
      longest: 64,
      decode: decodeEvent,
    },
    {
      name: "FRU inventory and its presentation",
      good: [
        shelfFru(machine),
        ...machine.controllers.map(controllerFru),
        encodeFru(sampleFru),
        encodeFru({ multirecords: multirecordSample }),
      ],
      longest: large,
      decode: decodeInventory,
    },
    {
      name: "queued message",
      good: [Uint8Array.of(0, 0x1e, 0, 0x82, 4, 1, 0, 0x81)],
      longest: usual,
      decode: decodeQueuedMessage,
    },
    {
      name: "frames of the VM interface",
      good: [
        Uint8Array.of(
          ...encodeControl(0xff, 1),
          ...encodeMessage({ sequence: 1, netFn: 7, lun: 0, cmd: 1, data: Uint8Array.of(0, 0xaa, 0xa0) }),
        ),
      ],
      longest: large,
      decode: decodeFrames,
    },
    {
      name: "control sequence of the VM interface",
      good: [Uint8Array.of(0xff, 1)],
      longest: usual,
      decode: decodeControl,
    },
    {
      name: "reply of ipmitool",
      good: [
        " 01 02 03\n",
        "Unable to send RAW command (channel=0x0 netfn=0x6 lun=0x0 cmd=0x99 rsp=0xc1): Invalid command\n",
      ].map((text) => new Uint8Array(Buffer.from(text))),
      longest: large,
      decode: (bytes) => readRawReply(decodeLatin1(bytes), "raw 6 1"),
    },
  ];
}

/** A record, its unit, and conversions over all raw counts: none of them may throw or give what is no number. */
function decodeRecord(bytes: Uint8Array): unknown {
  const record = decodeSdr(bytes);
  if (!isSensorRecord(record)) return record;
  discreteState(record.sensorType, record.eventReadingType, record.sensorNumber & 0xf);
  if (record.kind !== "event-only") sensorUnit(record);
  if (record.kind !== "full-sensor") return record;
  for (const raw of [0, 1, 0x7f, 0x80, 0xff]) {
    const value = valueFromRaw(record, raw);
    const numbers = [
      value ?? 0,
      rawFromValue(record, value ?? 0) ?? 0,
      hysteresisFromRaw(record, raw),
      stepAt(record, raw),
    ];
    const broken = [...numbers, toleranceAt(record, raw)].find((number) => !Number.isFinite(number));
    if (broken !== undefined) throw new TypeError(`a conversion gives ${broken}`);
  }
  const thresholds = new Map(thresholdNames.map((name) => [name, record[name]]));
  const { thresholds: limits } = limitsOf(record, thresholds, hysteresisOf(record), () => record);
  const broken = Object.values(limits).find((limit) => !Number.isFinite(limit));
  if (broken !== undefined) throw new TypeError(`a threshold of ${broken}`);
  return record;
}

/** What is wrong with an inventory is said, not thrown. */
function decodeInventory(bytes: Uint8Array): unknown {
  const { inventory, content } = inventoryOf({ bytes, findings: [] });
  if (content === null) throw new WireError("E_WIRE_VALUE", inventory.findings.join(", "));
  return inventory.areas;
}

function decodeEvent(bytes: Uint8Array): unknown {
  const record = decodeSelRecord(bytes);
  if (record.kind === "oem-timestamped") selTime(record.timestamp);
  if (record.kind !== "system-event") return record;
  discreteState(record.sensorType, record.eventReadingType, record.offset);
  return [selTime(record.timestamp), hotSwapEventOf(record), thresholdEventOf(record)];
}

function decodeFrames(bytes: Uint8Array): unknown {
  const counts = { messages: 0, controls: 0, rejected: 0 };
  const decoder = new FrameDecoder({
    message: () => counts.messages++,
    control: () => counts.controls++,
    rejected: () => counts.rejected++,
  });
  const half = bytes.length >> 1;
  decoder.push(bytes.subarray(0, half));
  decoder.push(bytes.subarray(half));
  return counts;
}
