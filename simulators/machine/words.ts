/** The words a machine description may use, with the codes behind them. They are the agent's own names. */

import { unitNames } from "../../src/base/unit-names.ts";
import { entityIdName } from "../../src/ipmi/tables/entity-ids.ts";
import { genericStates } from "../../src/ipmi/tables/generic-states.ts";
import { sensorSpecificStates } from "../../src/ipmi/tables/sensor-specific-states.ts";
import { sensorTypes as sensorTypeTable } from "../../src/ipmi/tables/sensor-types.ts";

/** Codes by word. */
export type Words = Readonly<Record<string, number>>;

/** Where two codes have one word, the first one counts. */
function wordsOf(pairs: Iterable<readonly [code: number, word: string]>): Words {
  const words: Record<string, number> = {};
  for (const [code, word] of pairs) words[word] ??= code;
  return words;
}

/** IPMI 2.0 table 42-3. */
export const sensorTypes: Words = wordsOf(Object.entries(sensorTypeTable).map(([code, word]) => [Number(code), word]));

/** IPMI 2.0 table 43-15. */
export const units: Words = wordsOf(unitNames.entries());

/** IPMI 2.0 table 43-13 and PICMG's entities; codes without a name have no word. */
export const entities: Words = wordsOf(
  Array.from({ length: 256 }, (_, code) => [code, entityIdName(code)] as const).filter(
    ([, word]) => !/^entity [0-9a-f]{2}h$/.test(word),
  ),
);

/** Generic discrete event/reading types (IPMI 2.0 table 42-2). */
export const genericTypes: Words = wordsOf(
  Object.entries(genericStates).map(([code, { name }]) => [Number(code), name] as const),
);

const sensorSpecific = 0x6f;

/** What a discrete sensor can say: its event/reading type code and the offset of each state. */
export interface DiscreteKind {
  readonly eventType: number;
  readonly states: Words;
}

/** The states of a discrete sensor: those of its type unless `generic` names a generic event/reading type. */
export function discreteKind(type: string, generic: string | undefined): DiscreteKind {
  const eventType = generic === undefined ? sensorSpecific : (genericTypes[generic] ?? 0);
  const table = generic === undefined ? sensorSpecificStates[sensorTypes[type] ?? 0] : genericStates[eventType]?.states;
  return { eventType, states: wordsOf(Object.entries(table ?? {}).map(([at, [word]]) => [Number(at), word] as const)) };
}

/** PICMG 3.0 table 3-3: where a FRU sits. */
export const siteTypes = {
  board: 0x00,
  "power entry module": 0x01,
  "shelf FRU information": 0x02,
  "shelf manager": 0x03,
  "fan tray": 0x04,
  "fan filter tray": 0x05,
  "alarm panel": 0x06,
  AdvancedMC: 0x07,
  "rear transition module": 0x09,
} as const;

/** SMBIOS enclosure types, as FRU chassis areas hold them (DSP0134 table 17). */
export const chassisTypes = {
  other: 0x01,
  unknown: 0x02,
  tower: 0x07,
  "main server chassis": 0x11,
  "sub chassis": 0x13,
  "RAID chassis": 0x16,
  "rack mount chassis": 0x17,
  "multi-system chassis": 0x19,
  CompactPCI: 0x1a,
  AdvancedTCA: 0x1b,
  blade: 0x1c,
  "blade enclosure": 0x1d,
} as const;

/** Front boards have hardware addresses from 41h in slot order (PICMG 3.0 table 3-4). */
export function slotHardwareAddress(slot: number): number {
  return 0x40 + slot;
}
