import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { listenUdp } from "../../src/snmp/udp-listener.ts";

describe("a UDP listener", () => {
  it("leaves no socket open when its address cannot be had", async () => {
    let closed = 0;
    const socket = Object.assign(new EventEmitter(), {
      bind: () => queueMicrotask(() => socket.emit("error", new RangeError("in use"))),
      send() {},
      address: () => ({ address: "127.0.0.1", port: 161 }),
      close: () => void closed++,
    });
    const listening = listenUdp({
      ...{ host: "127.0.0.1", port: 161, logger: silentLogger },
      door: () => socket,
      handle: () => undefined,
    });
    await expect(listening).rejects.toThrow("in use");
    expect(closed).toBe(1);
  });
});
