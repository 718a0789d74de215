import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { InternalError } from "../../src/base/errors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { RawRequest } from "../../src/ipmi/connection.ts";
import { BaseConnection } from "../../src/transport/base-connection.ts";
import { Counters } from "../../src/transport/counters.ts";
import type { OnOutcome } from "../../src/transport/outcome.ts";

/** Breaks where no exchange may. */
class Defective extends BaseConnection {
  constructor() {
    const options = { name: "bmc", clock: new ManualClock(), logger: silentLogger, random: () => 0.5 };
    const capabilities = {
      events: false,
      pipelining: 1,
      targets: 1,
      bridging: false,
      lun: true,
      maxResponse: { direct: 255, bridged: 255 },
    };
    super("defective", capabilities, options, new Counters<string>(), { outstandingBridged: 1 });
    this.linkUp();
  }

  protected exchange(_request: RawRequest, _now: number, onOutcome: OnOutcome): void {
    this.callBack(Promise.reject(new InternalError("E_INTERNAL", "a defect")), onOutcome);
  }

  protected async shutdown(): Promise<void> {}
}

describe("a connection", () => {
  it("ends the request during which a defect shows, and goes on with the next", async () => {
    const connection = new Defective();
    const request = { netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array(0) };
    for (let i = 0; i < 2; i++) {
      await expect(connection.request(request)).rejects.toMatchObject({ code: "E_LINK_DOWN" });
    }
    await connection.close();
  });
});
