/** Power of FRUs (PICMG 3.0 section 3.9.1). */
import { ComputePowerProperties } from "../../src/ipmi/commands/picmg/compute-power-properties.ts";
import { GetPowerLevel } from "../../src/ipmi/commands/picmg/get-power-level.ts";
import { RenegotiatePower } from "../../src/ipmi/commands/picmg/renegotiate-power.ts";
import { SetPowerLevel } from "../../src/ipmi/commands/picmg/set-power-level.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import { type Handler, on, refuse } from "./handler.ts";
import type { HotSwap } from "./hot-swap.ts";
import type { Payload } from "./payload.ts";

/** Draws are told in watts: ten times 0.1 W. */
const multiplier = 10;
/** Tenths of a second until the draw is stable. */
const delayToStable = 5;
const unchanged = 0xff;
/** Every board is one slot wide, which holds its controller. */
const oneSlot = { spannedSlots: 1, controllerLocation: 0 } as const;

export function powerLevelHandlers(hotSwap: HotSwap, payload: Payload): Handler[] {
  return [
    on(ComputePowerProperties, ({ fruDeviceId }, { controller }) => {
      hotSwap.fru(controller, fruDeviceId);
      return oneSlot;
    }),
    on(GetPowerLevel, ({ fruDeviceId, powerType }, { controller }) => {
      const fru = hotSwap.fru(controller, fruDeviceId);
      if (typeof powerType === "number") return refuse(CompletionCode.invalidField);
      const level = powerType.startsWith("desired") ? fru.desiredPowerLevel : fru.powerLevel;
      return { level, dynamic: false, delayToStable, multiplier, draw: fru.powerLevels };
    }),
    on(SetPowerLevel, ({ fruDeviceId, level, desired }, { controller }) => {
      const fru = hotSwap.fru(controller, fruDeviceId);
      if (level !== unchanged && level > fru.powerLevels.length) return refuse(CompletionCode.invalidField);
      if (fru.state < 3 || fru.state > 6) return refuse(CompletionCode.notSupportedInState);
      if (desired === "copyToPresent") fru.powerLevel = fru.desiredPowerLevel;
      else if (level !== unchanged) fru.powerLevel = level;
      if (fru.powerLevel > 0) hotSwap.powered(fru);
      payload.update(controller);
      return {};
    }),
    // The shelf manager gives each FRU the level it wants as long as it can: there is nothing to negotiate.
    on(RenegotiatePower, () => ({})),
  ];
}
