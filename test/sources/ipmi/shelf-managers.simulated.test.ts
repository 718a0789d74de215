import { connect } from "node:net";
import { expect, onTestFinished } from "vitest";
import { startSimulator } from "../../../simulators/index.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { Domain } from "../../../src/hpi/domain.ts";
import { createIpmiSource } from "../../../src/sources/ipmi/index.ts";
import { openVm } from "../../../src/transport/vm/index.ts";
import { MemoryAudit, MemoryIds, MemoryJournal } from "../../support/memory-domain.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";

const { describe, it } = requires("ipmi_sim", "gcc", "libc", "libopenipmi");

describe("shelf managers that change roles", () => {
  it("are told apart by where they sit", { timeout: 90_000 }, async () => {
    const simulator = await startSimulator({ machine: "atca-14", timing: { reboot: 500 } });
    onTestFinished(() => simulator.stop());
    const ids = new MemoryIds();
    const domain = await Domain.open({
      name: "test",
      clock: systemClock,
      logger: silentLogger,
      journal: new MemoryJournal(),
      ids,
      audit: new MemoryAudit(),
      newId: () => "operation",
      simulated: true,
    });
    const common = { clock: systemClock, logger: silentLogger, random: () => 0.5 };
    const connection = openVm({ name: "shelf", ...common, ...simulator.vm, connect: (options) => connect(options) });
    const source = createIpmiSource({
      controller: "shelf",
      connection,
      domain,
      ids,
      ...common,
      periods: { analog: 1000, discrete: 1000, hotSwap: 1000, presence: 500 },
    });
    onTestFinished(async () => {
      await source.stop();
      await connection.close();
      await domain.close();
    });
    source.start();
    await source.discovered;
    const manager = (number: number) => domain.resources().find(({ tag }) => tag === `Shelf manager ${number}`);
    const there = (first: boolean, second: boolean) =>
      until(() => manager(1)?.present === first && manager(2)?.present === second, {
        timeoutMs: 40_000,
        what: () => `shelf managers: ${first}, ${second}; they are ${manager(1)?.present}, ${manager(2)?.present}`,
      });
    const serial = (number: number) => manager(number)?.info?.serialNumber;
    const serials = [serial(1), serial(2)];
    expect(new Set(serials).size).toBe(2);

    await simulator.control.pull("shelf-manager");
    await there(false, true);
    await until(() => serial(2) === serials[1], { what: () => "its own serial number" });
    await simulator.control.plug("shelf-manager");
    await there(true, true);
    await until(() => serial(1) === serials[0] && serial(2) === serials[1], { what: () => "both serial numbers" });
    expect(domain.alarms().filter(({ text }) => text.includes("claims"))).toEqual([]);
  });
});
