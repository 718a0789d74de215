import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/base/clock.ts";
import { InternalError } from "../../../src/base/errors.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { Notifier } from "../../../src/exporters/snmp/notifier.ts";
import { Outbox } from "../../../src/exporters/snmp/outbox.ts";
import { SnmpEngine } from "../../../src/snmp/engine.ts";
import type { NotificationSender } from "../../../src/snmp/notification-sender.ts";
import type { NotificationTarget } from "../../../src/snmp/notification-target.ts";

const target = (name: string, kind: NotificationTarget["kind"]): NotificationTarget => ({
  ...{ name, host: "127.0.0.1", port: 9, kind, timeout: 100, retries: 0 },
  security: { version: "v2c", community: "c" },
});

describe("a trap that cannot be sent", () => {
  it("takes neither other traps nor informs with it, and the event counts as dealt with", async () => {
    const clock = new ManualClock();
    const engine = new SnmpEngine({ engineId: Buffer.alloc(12, 7), boots: 1 }, clock);
    const events = { epoch: "log", sequence: 0 };
    const common = { engine, clock, logger: silentLogger };
    const outbox = await Outbox.open({ ...common, port: undefined, targets: ["inform"], events });
    const sent: string[] = [];
    const sender = {
      trap: ({ name }: NotificationTarget) => {
        if (name === "broken") throw new InternalError("E_TEST", "a defect");
        sent.push(name);
      },
      inform: async ({ name }: NotificationTarget) => {
        sent.push(name);
        return true;
      },
    } satisfies Pick<NotificationSender, "trap" | "inform"> as unknown as NotificationSender;
    const targets = [target("broken", "trap"), target("trap", "trap"), target("inform", "inform")];
    const admits = () => true;
    const notifier = new Notifier({ ...common, targets, sender, outbox, admits, discovering: () => false });
    notifier.event({ epoch: "log", sequence: 7 }, [{ id: [1, 3, 9, 1], upTime: 1, objects: [] }]);
    await clock.advance(0);
    expect(sent).toEqual(["trap", "inform"]);
    expect(outbox.events).toEqual({ epoch: "log", sequence: 7 });
    notifier.close();
    await outbox.close();
  });
});
