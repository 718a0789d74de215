import { expect, onTestFinished } from "vitest";
import { startSimulator } from "../../../simulators/index.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";
import { manageSimulator } from "./manage-simulator.ts";

const { describe, it } = requires("ipmi_sim", "gcc", "libc", "libopenipmi");

describe("shelf managers that change roles", () => {
  it("are told apart by where they sit", { timeout: 90_000 }, async () => {
    const simulator = await startSimulator({ machine: "atca-14", timing: { reboot: 500 } });
    onTestFinished(() => simulator.stop());
    const { domain, stop } = await manageSimulator(simulator);
    onTestFinished(stop);
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
