/** Which commands there are, for programs that ask (IPMI 2.0 sections 21.2 to 21.6). None of them can be switched off. */
import { GetCommandEnables } from "../../src/ipmi/commands/app/get-command-enables.ts";
import { GetCommandSupport } from "../../src/ipmi/commands/app/get-command-support.ts";
import { GetConfigurableCommands } from "../../src/ipmi/commands/app/get-configurable-commands.ts";
import { GetNetfnSupport } from "../../src/ipmi/commands/app/get-netfn-support.ts";
import { Group, NetFn } from "../../src/ipmi/net-fn.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import type { Controller } from "../machine/machine.ts";
import type { CommandCode } from "../module/handover.ts";
import { type Handler, on, refuse } from "./handler.ts";

/** What ipmi_sim itself answers for a BMC, by network function. */
const ownCommands: Readonly<Record<number, readonly number[]>> = {
  [NetFn.sensorEvent]: [0x10, 0x12, 0x13, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2d, 0x2f],
  [NetFn.app]: [
    0x01, 0x2e, 0x2f, 0x34, 0x35, 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47,
    0x4b, 0x4e,
  ],
  [NetFn.storage]: [
    0x10, 0x11, 0x12, 0x20, 0x22, 0x23, 0x24, 0x26, 0x27, 0x28, 0x29, 0x40, 0x42, 0x43, 0x44, 0x46, 0x47, 0x48, 0x49,
  ],
  [NetFn.transport]: [0x01, 0x02],
};
const ownPicmg = [0x1f, 0x20];
const maskBytes = 16;
const upperHalf = 0x80;

/** `handedOver`: what the simulator answers. */
export function commandDiscoveryHandlers(
  isShelf: boolean,
  bmc: Controller,
  handedOver: () => Iterable<CommandCode>,
): Handler[] {
  const commandsOf = (netFn: number, group: number | undefined): ReadonlySet<number> => {
    const own = group === undefined ? (ownCommands[netFn] ?? []) : group === Group.picmg && isShelf ? ownPicmg : [];
    const ours = [...handedOver()].filter((code) => code.netFn === netFn && code.group === group);
    return new Set([...own, ...ours.map(({ cmd }) => cmd)]);
  };
  /** Bits of the commands that `isSet` in one half of a network function's. */
  const mask = (
    { netFn, range, body }: { netFn: number; range: string | number; body: Uint8Array },
    isSet: (isThere: boolean) => boolean,
  ) => {
    const first = range === "from80" ? upperHalf : 0;
    const there = commandsOf(netFn, netFn === NetFn.groupExtension ? body[0] : undefined);
    const bits = new Uint8Array(maskBytes);
    for (let i = 0; i < 8 * maskBytes; i++)
      if (isSet(there.has(first + i))) bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
    return bits;
  };
  const onlyBmc = (controller: Controller) => {
    if (controller !== bmc) refuse(CompletionCode.invalidCommand);
  };
  return [
    on(GetNetfnSupport, (_request, { controller }) => {
      onlyBmc(controller);
      const netFns = [...Object.keys(ownCommands).map(Number), ...[...handedOver()].map(({ netFn }) => netFn)];
      const lun0NetFns = [...new Set(netFns)].map((netFn) => netFn >> 1).sort((a, b) => a - b);
      const others = { lun1NetFns: [], lun2NetFns: [], lun3NetFns: [] };
      return { lun0: "base", lun1: "none", lun2: "none", lun3: "none", lun0NetFns, ...others } as const;
    }),
    on(GetCommandSupport, (request, { controller }) => {
      onlyBmc(controller);
      return { unavailable: mask(request, (isThere) => !isThere) };
    }),
    on(GetConfigurableCommands, (request, { controller }) => {
      onlyBmc(controller);
      return { configurable: mask(request, () => false) };
    }),
    on(GetCommandEnables, (request, { controller }) => {
      onlyBmc(controller);
      return { enabled: mask(request, (isThere) => isThere) };
    }),
  ];
}
