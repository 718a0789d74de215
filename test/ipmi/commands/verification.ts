/** How each command is known to mean to others what it means to us. */
import type { Command } from "../../../src/ipmi/command.ts";
import { EnableForwardedCommands } from "../../../src/ipmi/commands/transport/enable-forwarded-commands.ts";
import { ForwardedCommand } from "../../../src/ipmi/commands/transport/forwarded-command.ts";
import { GetForwardedCommands } from "../../../src/ipmi/commands/transport/get-forwarded-commands.ts";
import { SetForwardedCommands } from "../../../src/ipmi/commands/transport/set-forwarded-commands.ts";
import { SetSerialRoutingMux } from "../../../src/ipmi/commands/transport/set-serial-routing-mux.ts";
import type { Declaration } from "../declarations.ts";
import { byHandCases } from "./by-hand-cases.ts";
import { peerCases } from "./peer-cases.ts";
import { readBackCases } from "./read-back/cases.ts";
import { simCases } from "./sim-cases.ts";
import { systemInterfaceCases } from "./system-interface-cases.ts";

const asTheyAre = "name and number as in Wireshark; data passed on as they are";

/** Commands whose data nobody at hand reads, and what is known of them. */
export const unverified = new Map<Command<unknown, unknown>, string>([
  [SetSerialRoutingMux, asTheyAre],
  [ForwardedCommand, asTheyAre],
  [SetForwardedCommands, asTheyAre],
  [GetForwardedCommands, asTheyAre],
  [EnableForwardedCommands, asTheyAre],
]);

/** Others that understand the command, by name. */
export function verifiersOf(command: Command<unknown, unknown>): readonly string[] {
  const peers = peerCases.filter((one) => one.command === command).map(({ ask }) => `\`${shortened(ask)}\``);
  const captured = systemInterfaceCases.some((one) => one.command === command)
    ? ["exchange captured from ipmi_sim"]
    : [];
  const simulated = simCases.some((one) => one.command === command) ? ["answered by ipmi_sim"] : [];
  const readBack = readBackCases.filter((one) => one.command === command);
  const byWireshark = readBack.some(({ tshark }) => tshark !== undefined) ? ["read by Wireshark"] : [];
  const byFreeipmi = readBack.some(({ freeipmi }) => freeipmi !== undefined) ? ["read by FreeIPMI's library"] : [];
  const written = byHandCases.filter((one) => one.command === command).map(({ source }) => source);
  return [...new Set([...peers, ...captured, ...simulated, ...byWireshark, ...byFreeipmi, ...written])];
}

/** docs/wire/commands.md. */
export function commandTable(commands: readonly Declaration<Command<unknown, unknown>>[]): string {
  const hex = (value: number) => `${value.toString(16).toUpperCase().padStart(2, "0")}h`;
  const rows = commands.map(({ file, value }) => {
    const how = verifiersOf(value).join(", ") || (unverified.get(value) ?? "");
    const number = value.group === undefined ? hex(value.cmd) : `${hex(value.group)}/${hex(value.cmd)}`;
    return `| [${value.name}](../../src/ipmi/${file}) | ${hex(value.netFn)} | ${number} | ${value.spec} | ${how} |`;
  });
  return [
    "# IPMI commands",
    "",
    "Every command the agent can encode and decode, and which program of other projects was made to agree with us on it:",
    "it asked for it and printed our response, it answered our request, or its decoder read both from our bytes. Group",
    "extension commands are numbered body code/command. A test keeps this page and the tests in step; `npm run golden:update` writes it anew.",
    "",
    "They are all commands of IPMI 2.0 appendix G but its Bridge group (ICMB), of PICMG 3.0 and of DCMI 1.5; tests compare that",
    "list with Wireshark's and FreeIPMI's, the places of the fields and the completion codes with FreeIPMI's too. No program at",
    "hand reads the data of seven commands; the last column says what they were compared with instead.",
    "",
    "| command | network function | number | standard | verified by |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** A command line without paths of this machine and long options. */
function shortened([tool, ...args]: readonly [string, ...string[]]): string {
  return [tool, ...args.filter((arg) => !arg.includes("/"))].slice(0, 4).join(" ");
}
