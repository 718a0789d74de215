/** A controller's own commands: resets, self test, GUID, ACPI state (IPMI 2.0 section 20). */
import { ColdReset } from "../../src/ipmi/commands/app/cold-reset.ts";
import { GetDeviceGuid } from "../../src/ipmi/commands/app/get-device-guid.ts";
import { GetMessage } from "../../src/ipmi/commands/app/get-message.ts";
import { GetSelfTestResults } from "../../src/ipmi/commands/app/get-self-test-results.ts";
import { GetSystemGuid } from "../../src/ipmi/commands/app/get-system-guid.ts";
import { WarmReset } from "../../src/ipmi/commands/app/warm-reset.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import { guidOf } from "../ipmi-sim/guid.ts";
import { bmcAddress, type Controller, type Machine } from "../machine/machine.ts";
import { type Handler, on, original, refuse } from "./handler.ts";
import type { Hardware } from "./hardware.ts";
import type { ShelfManagers } from "./shelf-managers.ts";
import type { Timers } from "./timers.ts";
import type { Timing } from "./timing.ts";

export function controllerHandlers(
  machine: Machine,
  managers: ShelfManagers,
  hardware: Hardware,
  timers: Timers,
  timing: Timing,
): Handler[] {
  const guid = (name: string) => Uint8Array.from(guidOf(machine, name));
  const rebooting = new Set<Controller>();
  const reboot = (controller: Controller, coldly: boolean) => {
    if (rebooting.has(controller)) return;
    rebooting.add(controller);
    if (coldly) hardware.resetVolatile(controller);
    // The answer to the reset command goes out before the controller falls silent.
    timers.after(0, () => {
      hardware.answers(controller, false);
      hardware.endSessions(controller);
      timers.after(timing.reboot, () => {
        rebooting.delete(controller);
        hardware.answers(controller, true);
      });
    });
  };
  return [
    on(ColdReset, (_request, { controller }) => {
      reboot(controller, true);
      return {};
    }),
    on(WarmReset, (_request, { controller }) => {
      reboot(controller, false);
      return {};
    }),
    // ipmi_sim does not survive it to a board, which has no messages to get.
    on(GetMessage, (_request, { controller }) =>
      controller.address === bmcAddress ? original : refuse(CompletionCode.invalidCommand),
    ),
    on(GetSelfTestResults, () => ({ result: "passed" as const, detail: 0 })),
    on(GetDeviceGuid, (_request, { controller }) => ({ guid: guid(`${managers.at(controller).name}/device`) })),
    on(GetSystemGuid, (_request, { controller }) => ({ guid: guid(controller.bmc) })),
  ];
}
