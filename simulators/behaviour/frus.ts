/** Commands about FRUs as such: what there is, activation, its policy, FRU control (PICMG 3.0 section 3.2). */

import type { RequestOf } from "../../src/ipmi/command.ts";
import { FruControl } from "../../src/ipmi/commands/picmg/fru-control.ts";
import { FruControlCapabilities } from "../../src/ipmi/commands/picmg/fru-control-capabilities.ts";
import { type AddressInfo, GetAddressInfo } from "../../src/ipmi/commands/picmg/get-address-info.ts";
import { GetDeviceLocatorRecordId } from "../../src/ipmi/commands/picmg/get-device-locator-record-id.ts";
import { GetFruActivationPolicy } from "../../src/ipmi/commands/picmg/get-fru-activation-policy.ts";
import { GetPicmgProperties } from "../../src/ipmi/commands/picmg/get-picmg-properties.ts";
import { SetFruActivation } from "../../src/ipmi/commands/picmg/set-fru-activation.ts";
import { SetFruActivationPolicy } from "../../src/ipmi/commands/picmg/set-fru-activation-policy.ts";
import { RearmSensorEvents } from "../../src/ipmi/commands/sensor-event/rearm-sensor-events.ts";
import { GetFruInventoryAreaInfo } from "../../src/ipmi/commands/storage/get-fru-inventory-area-info.ts";
import { ReadFruData } from "../../src/ipmi/commands/storage/read-fru-data.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import { controllerFru } from "../ipmi-sim/fru.ts";
import type { Controller, Machine } from "../machine/machine.ts";
import { siteTypes, slotHardwareAddress } from "../machine/words.ts";
import { type Handler, on, original, refuse } from "./handler.ts";
import type { HotSwap } from "./hot-swap.ts";
import { locatorRecordId } from "./record-ids.ts";
import type { ShelfManagers } from "./shelf-managers.ts";

/** What FRU control may ask of a payload. */
export interface PayloadControl {
  readonly isOn: (controller: Controller) => boolean;
  readonly restart: (controller: Controller, how: "cold" | "warm" | "graceful") => void;
  readonly interrupt: (controller: Controller) => void;
}

/** PICMG 3.0 R3.0. */
const extension = { extensionMajor: 2, extensionMinor: 3 } as const;
const moduleSiteTypes: Readonly<Record<number, number>> = {
  0xc0: siteTypes["rear transition module"],
  0xc1: siteTypes.AdvancedMC,
};
const noAddress = 0xff;
/** Of the smallest devices that ipmi_sim is given. */
const fruDeviceSize = 256;
/** ipmi_sim has no room for more in an answer. */
const longestRead = 32;

export function fruHandlers(
  machine: Machine,
  hotSwap: HotSwap,
  managers: ShelfManagers,
  payload: PayloadControl,
): Handler[] {
  const ownId = (controller: Controller, id: number) => {
    const isThere = id === 0 || controller.inventories.some((inventory) => inventory.id === id);
    return isThere ? id : refuse(CompletionCode.invalidField);
  };
  /** ipmi_sim keeps the inventory of a module that is out. */
  const unlessPulled = (controller: Controller, id: number): typeof original => {
    const isOut = hotSwap.frus.some((fru) => fru.controller === controller && fru.id === id && fru.state === 0);
    return isOut ? refuse(CompletionCode.notPresent) : original;
  };
  return [
    on(GetPicmgProperties, (_request, { controller }) => ({
      ...extension,
      maximumFruDeviceId: Math.max(0, ...controller.inventories.map(({ id }) => id)),
      controllerFruDeviceId: 0,
    })),
    on(GetAddressInfo, ({ fruDeviceId = 0, keyType, key, siteType: wantedType }, { controller }) => {
      if (keyType !== undefined && key !== undefined)
        return siteBy(sitesOf(machine, managers), keyType, key, wantedType) ?? refuse(CompletionCode.invalidField);
      const { site } = managers.at(controller);
      if (fruDeviceId === 0 && site !== undefined && site !== controller.site)
        return siteInfo(site.hardwareAddress, controller.address, site.number, site.type);
      // ipmi_sim knows the controllers' sites, but one FRU each.
      if (fruDeviceId === 0 || controller.site === undefined) return original;
      const { entity } = hotSwap.fru(controller, fruDeviceId);
      const siteType = moduleSiteTypes[entity.id];
      if (siteType === undefined) return original;
      return {
        hardwareAddress: controller.site.hardwareAddress,
        ipmbAddress: controller.address,
        reserved3: noAddress,
        fruDeviceId,
        siteNumber: entity.instance & 0x1f || controller.site.number,
        siteType,
      };
    }),
    on(GetFruActivationPolicy, ({ fruDeviceId }, { controller }) => {
      const { locked, deactivationLocked } = hotSwap.fru(controller, fruDeviceId);
      return { locked, deactivationLocked };
    }),
    on(SetFruActivationPolicy, (request, { controller }) => {
      hotSwap.setPolicy(hotSwap.fru(controller, request.fruDeviceId), {
        locked: request.changeLocked ? request.locked : undefined,
        deactivationLocked: request.changeDeactivationLocked ? request.deactivationLocked : undefined,
      });
      return {};
    }),
    on(SetFruActivation, ({ fruDeviceId, activation }, { controller }) => {
      if (typeof activation === "number") return refuse(CompletionCode.invalidField);
      hotSwap.setActivation(hotSwap.fru(controller, fruDeviceId), activation === "activate");
      return {};
    }),
    on(GetDeviceLocatorRecordId, ({ fruDeviceId }, { controller }) => ({
      recordId: locatorRecordId(machine, controller, ownId(controller, fruDeviceId)),
    })),
    on(RearmSensorEvents, ({ sensorNumber }, { controller }) => {
      const own = hotSwap.frus.filter((fru) => fru.controller === controller);
      const fru = own.find(({ hotSwapSensor }) => hotSwapSensor.number === sensorNumber);
      if (fru === undefined || fru.state === 0) return original;
      hotSwap.repeat(fru);
      return {};
    }),
    on(GetFruInventoryAreaInfo, ({ fruDeviceId }, { controller }) => unlessPulled(controller, fruDeviceId)),
    on(ReadFruData, ({ fruDeviceId, offset, count }, { controller }) => {
      const manager = managers.at(controller);
      if (fruDeviceId !== 0 || manager === controller) return unlessPulled(controller, fruDeviceId);
      const image = new Uint8Array(fruDeviceSize);
      image.set(controllerFru(manager));
      const data = image.subarray(offset, offset + Math.min(count, longestRead));
      return offset < fruDeviceSize ? { count: data.length, data } : refuse(CompletionCode.parameterOutOfRange);
    }),
    on(FruControlCapabilities, ({ fruDeviceId }, { controller }) => {
      hotSwap.fru(controller, fruDeviceId);
      return { warmReset: true, gracefulReboot: true, diagnosticInterrupt: true };
    }),
    on(FruControl, ({ fruDeviceId, option }, { controller }) => {
      const fru = hotSwap.fru(controller, fruDeviceId);
      if (typeof option === "number") return refuse(CompletionCode.invalidField);
      if (fru.state !== 4 || (fru.id === 0 && !payload.isOn(controller)))
        return refuse(CompletionCode.notSupportedInState);
      // A module's payload has nothing that would show its restart.
      if (fru.id !== 0) return {};
      if (option === "diagnosticInterrupt") payload.interrupt(controller);
      else if (option === "coldReset") payload.restart(controller, "cold");
      else if (option === "warmReset") payload.restart(controller, "warm");
      else if (option === "gracefulReboot") payload.restart(controller, "graceful");
      else refuse(CompletionCode.invalidField);
      return {};
    }),
  ];
}

/** A place of the shelf's address table, whether something is there or not. */
function siteBy(
  sites: readonly AddressInfo[],
  keyType: RequestOf<typeof GetAddressInfo>["keyType"],
  key: number,
  siteType: number | undefined,
): AddressInfo | undefined {
  const fits: Readonly<Record<string, (info: AddressInfo) => boolean>> = {
    hardwareAddress: ({ hardwareAddress }) => hardwareAddress === key,
    ipmbAddress: ({ ipmbAddress }) => ipmbAddress === key,
    siteNumber: (info) => info.siteNumber === key && info.siteType === (siteType ?? siteTypes.board),
  };
  return sites.find(fits[`${keyType}`] ?? (() => false));
}

function sitesOf({ controllers, shelf }: Machine, managers: ShelfManagers): AddressInfo[] {
  const occupied = controllers.flatMap((controller) => {
    const { site } = managers.at(controller);
    return site === undefined ? [] : [siteInfo(site.hardwareAddress, controller.address, site.number, site.type)];
  });
  const slots = Array.from({ length: shelf?.slots ?? 0 }, (_, index) => {
    const hardwareAddress = slotHardwareAddress(index + 1);
    return siteInfo(hardwareAddress, hardwareAddress * 2, index + 1, siteTypes.board);
  });
  return [...occupied, ...slots];
}

function siteInfo(hardwareAddress: number, ipmbAddress: number, siteNumber: number, siteType: number): AddressInfo {
  return { hardwareAddress, ipmbAddress, reserved3: noAddress, fruDeviceId: 0, siteNumber, siteType };
}
