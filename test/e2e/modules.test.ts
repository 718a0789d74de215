import { expect } from "vitest";
import { startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "snmp");

interface Listed {
  readonly id: number;
  readonly tag: string;
  readonly entityPath: string;
  readonly present: boolean;
  readonly hotSwap: { readonly state: string } | null;
}

describe("rear transition modules and AdvancedMCs", () => {
  it("are shown in their bays behind their board, come and go by themselves, and go with the board", async () => {
    const agent = await startAgentProcess(await temporaryDirectory(), ["--machine", "atca-14"]);
    const listed = async () =>
      ((await agent.rest("/hpi/v1/resources")).body as { resources: readonly Listed[] }).resources;
    const tagged = async (tag: string) => (await listed()).find((resource) => resource.tag === tag)!;
    const rtm = await tagged("RTM 3");
    const board = "{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,3}{PICMG_FRONT_BLADE,3}";
    expect(rtm).toMatchObject({
      entityPath: `${board}{CHASSIS_SPECIFIC09,3}{SYS_EXPANSION_BOARD,3}`,
      hotSwap: { state: "Active" },
    });
    expect((await tagged("AMC B4")).entityPath).toMatch(/\{PICMG_FRONT_BLADE,12\}\{CHASSIS_SPECIFIC07,8\}\{AMC,8\}$/);

    // In SNMP the module is contained in its bay, that in the board.
    const column = "1.3.6.1.2.1.47.1.1.1.1.4";
    const containers = async (index: number, depth: number): Promise<number[]> => {
      if (depth === 0) return [];
      const { stdout } = await run("snmpget", ["-Oqv", "-m", "", ...agent.snmpArguments(), `${column}.${index}`]);
      return [Number(stdout), ...(await containers(Number(stdout), depth - 1))];
    };
    const bay = await tagged("RTM bay 3");
    const carrier = await tagged("Board 3 KC-9120 Compute");
    expect(await containers(rtm.id, 2)).toEqual([bay.id, carrier.id]);
    const chassis = (await agent.rest("/redfish/v1/Chassis/Shelf1-Slot3-RTMBay3")).body;
    expect(chassis).toMatchObject({ Model: "KR-912 RTM", SerialNumber: "KR25-0207", Status: { State: "Enabled" } });

    await agent.cli("sim", "pull", "slot-3/RTM", "--surprise");
    await until(async () => (await tagged("RTM 3")).hotSwap?.state === "NotPresent", {
      what: () => "the RTM to be gone",
    });
    expect((await tagged("Board 3 KC-9120 Compute")).hotSwap?.state).toBe("Active");
    await until(async () => (await agent.cli("events")).includes("RTM 3 is not present (M0): surprise extraction"), {
      what: () => "the event",
    });
    await agent.cli("sim", "plug", "slot-3/RTM");
    await until(async () => (await tagged("RTM 3")).hotSwap?.state === "Active", { what: () => "the RTM to be back" });
    expect((await tagged("RTM 3")).id).toBe(rtm.id);

    await agent.cli("sim", "pull", "slot-12");
    const modules = async () => (await listed()).filter(({ tag }) => /^AMC B\d$/.test(tag));
    await until(async () => (await modules()).every(({ hotSwap }) => hotSwap?.state === "NotPresent"), {
      what: () => "the AMCs to be gone with their carrier",
    });
    expect((await modules()).length).toBe(3);
    await agent.cli("sim", "plug", "slot-12");
    await until(async () => (await modules()).every(({ hotSwap }) => hotSwap?.state === "Active"), {
      timeoutMs: 20_000,
      what: () => "the AMCs to be back",
    });
    expect(await agent.end()).toBe(0);
  }, 60_000);
});
