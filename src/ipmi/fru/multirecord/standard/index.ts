/** Records that the FRU Information Storage Definition itself defines: section 18. */
import type { Struct } from "../../../../wire/struct.ts";
import {
  type BaseCompatibility,
  baseCompatibility,
  type ExtendedCompatibility,
  extendedCompatibility,
} from "./compatibility.ts";
import { type DcLoad, dcLoad } from "./dc-load.ts";
import { type DcOutput, dcOutput } from "./dc-output.ts";
import { type ExtendedDcLoad, type ExtendedDcOutput, extendedDcLoad, extendedDcOutput } from "./extended-dc.ts";
import { type ManagementAccess, managementAccess } from "./management-access.ts";
import { type PowerSupply, powerSupply } from "./power-supply.ts";

export type StandardRecord =
  | PowerSupply
  | DcOutput
  | DcLoad
  | ManagementAccess
  | BaseCompatibility
  | ExtendedCompatibility
  | ExtendedDcOutput
  | ExtendedDcLoad;

export const standardRecords = {
  "power-supply": { typeId: 0x00, body: powerSupply },
  "dc-output": { typeId: 0x01, body: dcOutput },
  "dc-load": { typeId: 0x02, body: dcLoad },
  "management-access": { typeId: 0x03, body: managementAccess },
  "base-compatibility": { typeId: 0x04, body: baseCompatibility },
  "extended-compatibility": { typeId: 0x05, body: extendedCompatibility },
  "extended-dc-output": { typeId: 0x09, body: extendedDcOutput },
  "extended-dc-load": { typeId: 0x0a, body: extendedDcLoad },
} as const;

export const standardRecordByType = new Map<number, Struct<unknown>>(
  Object.values(standardRecords).map(({ typeId, body }) => [typeId, body]),
);
