import { join } from "node:path";
import { expect } from "vitest";
import { startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "gcc", "libc", "libopenipmi");

interface Listed {
  readonly entityPath: string;
  readonly hotSwap: { readonly state: string } | null;
}

interface Simulated {
  readonly machine: string;
  readonly missing?: string;
  readonly controllers: readonly {
    readonly name: string;
    readonly frus: readonly { readonly name: string; readonly state: string; readonly watts: number }[];
  }[];
  readonly sensors: readonly unknown[];
}

describe("the handle of a simulated board", () => {
  it("takes the board out of service and back, as the simulator and the model show it", async () => {
    const agent = await startAgentProcess(join(await temporaryDirectory(), "state"), []);
    const simulated = async () => JSON.parse(await agent.cli("sim", "state", "--json")) as Simulated;
    const fru = async (name: string) =>
      (await simulated()).controllers.flatMap(({ frus }) => frus).find((each) => each.name === name);
    const inModel = async () => {
      const all = ((await agent.rest("/hpi/v1/resources")).body as { resources: readonly Listed[] }).resources;
      return all.find(({ entityPath }) => entityPath.endsWith("{PICMG_FRONT_BLADE,8}"))?.hotSwap?.state;
    };
    const shows = (state: string) => until(async () => (await inModel()) === state, { what: () => `slot 8 ${state}` });

    const all = await simulated();
    expect(all).toMatchObject({ machine: "atca-14" });
    expect(all.missing).toBeUndefined();
    expect(all.sensors.length).toBeGreaterThan(250);
    await shows("Active");
    await agent.cli("sim", "handle", "slot-8", "open");
    await until(async () => (await fru("slot-8"))?.state === "m1", { what: () => "M1" });
    expect(await fru("slot-8")).toMatchObject({ watts: 0 });
    await shows("Inactive");
    await agent.cli("sim", "handle", "slot-8", "closed");
    await until(async () => (await fru("slot-8"))?.state === "m4", { what: () => "M4" });
    await shows("Active");
    expect(await agent.end()).toBe(0);
  });
});
