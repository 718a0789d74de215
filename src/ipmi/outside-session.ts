import { zeroChecksum } from "../wire/checksum.ts";
import { type Command, encodeRequest } from "./command.ts";

/** Version 6, no RMCP acknowledge, class IPMI (IPMI 2.0 section 13.1.3). */
const RMCP = [0x06, 0x00, 0xff, 0x07];
/** No authentication, sequence number and session id 0 (IPMI 2.0 section 13.6). */
const NO_SESSION = [0x00, 0, 0, 0, 0, 0, 0, 0, 0];
const BMC = 0x20;
const REMOTE_CONSOLE = 0x81;
const SEQUENCE_NUMBERS = 0x3f;

/**
 * The datagram of a request over LAN outside a session, for the few commands that every controller takes there (IPMI 2.0
 * appendix G). `number` tells requests apart.
 */
export function requestOutsideSession<Request>(
  command: Command<Request, unknown>,
  request: NoInfer<Request>,
  number: number,
): Uint8Array {
  const data = encodeRequest(command, request);
  const head = summed([BMC, command.netFn << 2]);
  const body = summed([REMOTE_CONSOLE, (number & SEQUENCE_NUMBERS) << 2, command.cmd, ...data]);
  return Uint8Array.of(...RMCP, ...NO_SESSION, head.length + body.length, ...head, ...body);
}

function summed(bytes: readonly number[]): readonly number[] {
  return [...bytes, zeroChecksum(Uint8Array.from(bytes))];
}
