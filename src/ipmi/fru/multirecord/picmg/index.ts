/** Records that PICMG keeps in OEM multirecords: PICMG 3.0 and AMC.0 section 3, type C0h with PICMG's manufacturer id. */
import type { Struct } from "../../../../wire/struct.ts";
import { type ActivationAndPowerManagement, activationAndPowerManagement } from "./activation-and-power-management.ts";
import { type AddressTable, addressTable } from "./address-table.ts";
import { type BackplaneConnectivity, backplaneConnectivity } from "./backplane-connectivity.ts";
import { type BoardConnectivity, boardConnectivity } from "./board-connectivity.ts";
import { type CarrierActivation, carrierActivation } from "./carrier-activation.ts";
import { type CarrierConnectivity, carrierConnectivity } from "./carrier-connectivity.ts";
import { type CarrierInformation, carrierInformation } from "./carrier-information.ts";
import { type FanGeography, fanGeography } from "./fan-geography.ts";
import { type ModuleConnectivity, moduleConnectivity } from "./module-connectivity.ts";
import { type ModuleCurrentRequirements, moduleCurrentRequirements } from "./module-current-requirements.ts";
import { type PowerDistribution, powerDistribution } from "./power-distribution.ts";
import { type RadialIpmb, radialIpmb } from "./radial-ipmb.ts";
import { type ShelfManagerIp, shelfManagerIp } from "./shelf-manager-ip.ts";

export type PicmgRecord =
  | AddressTable
  | BackplaneConnectivity
  | PowerDistribution
  | ActivationAndPowerManagement
  | ShelfManagerIp
  | BoardConnectivity
  | RadialIpmb
  | ModuleCurrentRequirements
  | CarrierActivation
  | CarrierConnectivity
  | ModuleConnectivity
  | CarrierInformation
  | FanGeography;

export const picmgManufacturerId = 0x00315a;

export const picmgRecords = {
  "picmg-backplane-connectivity": { recordId: 0x04, body: backplaneConnectivity },
  "picmg-address-table": { recordId: 0x10, body: addressTable },
  "picmg-power-distribution": { recordId: 0x11, body: powerDistribution },
  "picmg-activation-and-power-management": { recordId: 0x12, body: activationAndPowerManagement },
  "picmg-shelf-manager-ip": { recordId: 0x13, body: shelfManagerIp },
  "picmg-board-connectivity": { recordId: 0x14, body: boardConnectivity },
  "picmg-radial-ipmb": { recordId: 0x15, body: radialIpmb },
  "picmg-module-current-requirements": { recordId: 0x16, body: moduleCurrentRequirements },
  "picmg-carrier-activation": { recordId: 0x17, body: carrierActivation },
  "picmg-carrier-connectivity": { recordId: 0x18, body: carrierConnectivity },
  "picmg-module-connectivity": { recordId: 0x19, body: moduleConnectivity },
  "picmg-carrier-information": { recordId: 0x1a, body: carrierInformation },
  "picmg-fan-geography": { recordId: 0x1b, body: fanGeography },
} as const;

export const picmgRecordById = new Map<number, Struct<unknown>>(
  Object.values(picmgRecords).map(({ recordId, body }) => [recordId, body]),
);
