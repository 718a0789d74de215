import { expect } from "vitest";
import { startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim");

interface Alarms {
  readonly alarms: readonly { readonly text: string; readonly severity: string }[];
}

describe("a sensor pushed over its threshold", () => {
  it("arrives on both streams, in the log and as an alarm, and goes away when it fell back past its hysteresis", async () => {
    const agent = await startAgentProcess(await temporaryDirectory(), ["--machine", "atca-14"]);
    const { EventService, Managers } = (await agent.rest("/redfish/v1")).body as Record<
      string,
      { "@odata.id": string }
    >;
    const service = (await agent.rest(EventService!["@odata.id"])).body as { ServerSentEventUri: string };
    const redfish = await agent.follow(service.ServerSentEventUri);
    const own = await agent.follow("/hpi/v1/events/stream");
    const alarms = async () =>
      ((await agent.rest("/hpi/v1/alarms")).body as Alarms).alarms.filter(({ text }) => text.includes("CPU0 Temp"));
    const told = (stream: readonly unknown[], word: string) =>
      stream.filter((data) => JSON.stringify(data).includes("CPU0 Temp") && JSON.stringify(data).includes(word));

    expect(await alarms()).toEqual([]);
    await agent.cli("sim", "set", "slot-3/CPU0 Temp", "90");
    await until(async () => (await alarms()).length === 1, { what: () => "the alarm" });
    expect(await alarms()).toMatchObject([{ severity: "minor" }]);
    const shown = async () =>
      (await agent.cli("sensors", "--resource", "Board 3", "--json")).match(/CPU0 Temp[^}]*/)?.[0];
    await until(async () => (await shown())?.includes('"value": 90'), { what: () => "the value" });
    await until(() => told(own, "upperMinor").length === 1, { what: () => "the event on /hpi/v1" });
    expect(told(own, '"assertion":true')).toHaveLength(1);
    await until(() => told(redfish, "MessageId").length === 1, { what: () => "the event on Redfish" });
    const log = (await agent.rest("/hpi/v1/events?limit=1000")).body;
    expect(JSON.stringify(log)).toContain("CPU0 Temp is past its upper minor threshold");
    const entries = `${Managers!["@odata.id"]}/Agent/LogServices/EventLog/Entries`;
    expect(JSON.stringify((await agent.rest(entries)).body)).toContain("CPU0 Temp");

    // 88 °C is the limit and the hysteresis 3 °C: 85 is not back yet, for us as for ipmi_sim.
    await agent.cli("sim", "set", "slot-3/CPU0 Temp", "85");
    await until(async () => (await shown())?.includes('"value": 85'), {
      what: () => "the new reading",
    });
    expect(await alarms()).toHaveLength(1);
    expect(await shown()).toContain("upperMinor");

    await agent.cli("sim", "set", "slot-3/CPU0 Temp", "60");
    await until(async () => (await alarms()).length === 0, { what: () => "the alarm to go" });
    await until(() => told(own, '"assertion":false').length === 1, { what: () => "the end on the stream" });
    await until(() => told(redfish, "MessageId").length === 2, { what: () => "the end on Redfish" });
    expect(await agent.end()).toBe(0);
  }, 90_000);
});
