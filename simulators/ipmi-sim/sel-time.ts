/** Sets a fresh simulator's event log clock, which otherwise counts the host's uptime. */

import { once } from "node:events";
import { connect } from "node:net";
import type { Clock } from "../../src/base/clock.ts";
import { DeviceSilentError } from "../../src/base/errors.ts";

const endOfMessage = 0xa0;
const escapeByte = 0xaa;
const reserved = new Set([0xa0, 0xa1, escapeByte]);

/**
 * Set SEL Time (IPMI 2.0 section 31.11) over the system interface, which serves one client at a time: nobody else may
 * be connected yet, and it is free again when this resolves.
 */
export async function setSelTime(host: string, port: number, clock: Clock): Promise<void> {
  const socket = connect({ host, port });
  const seconds = Math.floor(clock.wall() / 1000);
  const time = [0, 8, 16, 24].map((shift) => (seconds >>> shift) & 0xff);
  const message = [0x01, 0x0a << 2, 0x49, ...time];
  message.push(-message.reduce((sum, byte) => sum + byte, 0) & 0xff);
  const frame = message.flatMap((byte) => (reserved.has(byte) ? [escapeByte, byte | 0x10] : [byte]));
  try {
    await new Promise<void>((resolve, reject) => {
      const cancel = clock.after(2000, () => fail("it did not answer"));
      const fail = (why: string) =>
        reject(new DeviceSilentError("E_SIM_START", `system interface of ipmi_sim: ${why}`));
      socket.on("error", (error) => fail(error.message));
      socket.on("close", () => fail("it closed"));
      // The reply to the one request is the first message; control bytes before it end in A1h.
      socket.on("data", (data: Buffer) => {
        if (!data.includes(endOfMessage)) return;
        cancel();
        resolve();
      });
      socket.write(Uint8Array.from([...frame, endOfMessage]));
    });
    socket.end();
    if (!socket.destroyed) await once(socket, "close");
  } finally {
    socket.destroy();
  }
}
