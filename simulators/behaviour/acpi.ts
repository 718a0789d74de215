/** ACPI power states (IPMI 2.0 sections 20.6 and 20.7): told by software, S5 while the power is off. */
import { GetAcpiPowerState } from "../../src/ipmi/commands/app/get-acpi-power-state.ts";
import { SetAcpiPowerState } from "../../src/ipmi/commands/app/set-acpi-power-state.ts";
import type { Controller } from "../machine/machine.ts";
import { type Handler, on } from "./handler.ts";
import type { Power } from "./power.ts";

const working = { system: 0x00, device: 0x00 } as const;
const softOff = { systemState: 0x05, deviceState: 0x03 } as const;

export function acpiHandlers(power: Power): Handler[] {
  const told = new Map<Controller, { system: number; device: number }>();
  power.onRestart((controller) => told.delete(controller));
  return [
    on(GetAcpiPowerState, (_request, { controller }) => {
      if (power.isChassis(controller) && !power.isOn(controller)) return softOff;
      const { system, device } = told.get(controller) ?? working;
      return { systemState: system, deviceState: device };
    }),
    on(SetAcpiPowerState, ({ systemState, setSystem, deviceState, setDevice }, { controller }) => {
      const { system, device } = told.get(controller) ?? working;
      told.set(controller, {
        system: setSystem ? systemState : system,
        device: setDevice ? deviceState : device,
      });
      return {};
    }),
  ];
}
