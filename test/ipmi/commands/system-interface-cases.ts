/** test/captures/app/system-interface.txt in our terms. */
import type { Command, RequestOf, ResponseOf } from "../../../src/ipmi/command.ts";
import { ClearMessageFlags } from "../../../src/ipmi/commands/app/clear-message-flags.ts";
import { GetBmcGlobalEnables } from "../../../src/ipmi/commands/app/get-bmc-global-enables.ts";
import { GetMessage } from "../../../src/ipmi/commands/app/get-message.ts";
import { GetMessageFlags } from "../../../src/ipmi/commands/app/get-message-flags.ts";
import { ReadEventMessageBuffer } from "../../../src/ipmi/commands/app/read-event-message-buffer.ts";
import { SendMessage } from "../../../src/ipmi/commands/app/send-message.ts";
import { SetBmcGlobalEnables } from "../../../src/ipmi/commands/app/set-bmc-global-enables.ts";
import { fromHex } from "../capture.ts";

export interface CapturedCase {
  /** Title in the capture. */
  readonly title: string;
  readonly command: Command<unknown, unknown>;
  readonly request: unknown;
  /** A number is a completion code. */
  readonly response: unknown;
}

function captured<C extends Command<unknown, unknown>, const R extends ResponseOf<C> | number>(
  title: string,
  command: C,
  request: RequestOf<C>,
  response: R,
): CapturedCase {
  return { title, command, request, response };
}

const enables = {
  receiveQueueInterrupt: true,
  eventBufferInterrupt: true,
  eventBuffer: true,
  systemEventLog: true,
  oem0: false,
  oem1: false,
  oem2: false,
};
const noFlags = {
  receiveQueue: false,
  eventBuffer: false,
  watchdogPreTimeout: false,
  oem0: false,
  oem1: false,
  oem2: false,
};
const untracked = { channel: 0, authenticated: false, encrypted: false, tracking: "none" } as const;

export const systemInterfaceCases: readonly CapturedCase[] = [
  captured("Set BMC Global Enables", SetBmcGlobalEnables, enables, {}),
  captured("Get BMC Global Enables", GetBmcGlobalEnables, {}, enables),
  captured("Read Event Message Buffer (empty)", ReadEventMessageBuffer, {}, 0x80),
  captured("Get Message Flags", GetMessageFlags, {}, { ...noFlags, eventBuffer: true }),
  captured(
    "Read Event Message Buffer",
    ReadEventMessageBuffer,
    {},
    {
      record: fromHex("0100 02 00000000 8200 04 f0 00 6f 04ffff"),
    },
  ),
  captured("Clear Message Flags", ClearMessageFlags, { ...noFlags, eventBuffer: true }, {}),
  captured("Get Message Flags (after)", GetMessageFlags, {}, noFlags),
  captured(
    "Send Message",
    SendMessage,
    { ...untracked, message: fromHex("82 18 66 20 06 01 d9") },
    {
      message: new Uint8Array(),
    },
  ),
  captured("Get Message Flags (message)", GetMessageFlags, {}, { ...noFlags, receiveQueue: true }),
  captured(
    "Get Message",
    GetMessage,
    {},
    {
      channel: 0,
      privilege: 0,
      message: fromHex("1e 00 82 04 01 00 00 81 01 00 02 29 5a 31 00 04 0f 00 00 00 00 f0"),
    },
  ),
  captured("Get Message (empty)", GetMessage, {}, 0x80),
  captured(
    "Send Message (nobody there)",
    SendMessage,
    { ...untracked, message: fromHex("90 18 58 20 06 01 d9") },
    0x83,
  ),
];
