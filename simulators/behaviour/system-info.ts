/** System info parameters (IPMI 2.0 section 22.14): names that software leaves with the controller. */
import { GetSystemInfoParameters } from "../../src/ipmi/commands/app/get-system-info-parameters.ts";
import { SetSystemInfoParameters } from "../../src/ipmi/commands/app/set-system-info-parameters.ts";
import { encodeLatin1 } from "../../src/wire/text.ts";
import type { Controller } from "../machine/machine.ts";
import { type Handler, on, original, refuse } from "./handler.ts";

const revision = 0x11;
const parameter = { setInProgress: 0, firmwareVersion: 1, last: 7 } as const;
const notSupported = 0x80;
const inProgress = 0x81;
const readOnly = 0x82;
const blockBytes = 16;
const mostBlocks = 16;

/** Strings are kept as blocks of 16 bytes, by parameter and set selector. */
export function systemInfoHandlers(bmc: Controller): Handler[] {
  const blocks = new Map<string, Uint8Array>();
  let busy = 0;
  const firmware = `${bmc.firmware.major}.${bmc.firmware.minor.toString(16).padStart(2, "0")}`;
  const text = encodeLatin1(firmware);
  const firmwareBlock = new Uint8Array(blockBytes);
  // Encoding 0 (ASCII with Latin 1), length, text.
  firmwareBlock.set([0, text.length, ...text]);
  blocks.set(`${parameter.firmwareVersion}/0`, firmwareBlock);
  return [
    on(GetSystemInfoParameters, ({ revisionOnly, parameter: number, set }, { controller }) => {
      if (controller !== bmc) return original;
      if (revisionOnly) return { revision, data: new Uint8Array() };
      if (number === parameter.setInProgress) return { revision, data: Uint8Array.of(busy) };
      const block = blocks.get(`${number}/${set}`) ?? refuse(notSupported);
      return { revision, data: Uint8Array.of(set, ...block) };
    }),
    on(SetSystemInfoParameters, ({ parameter: number, data }, { controller }) => {
      if (controller !== bmc) return original;
      const [first = 0] = data;
      if (number === parameter.setInProgress) {
        if (busy === 1 && first === 1) return refuse(inProgress);
        busy = first & 3;
        return {};
      }
      if (number === parameter.firmwareVersion) return refuse(readOnly);
      if (number > parameter.last || first >= mostBlocks) return refuse(notSupported);
      const block = new Uint8Array(blockBytes);
      block.set(data.subarray(1, 1 + blockBytes));
      blocks.set(`${number}/${first}`, block);
      return {};
    }),
  ];
}
