import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { cli, fakeAgent } from "../fake-agent.ts";
import { excursion } from "./excursion.ts";
import { liveAgent } from "./live-agent.ts";

describe("events", () => {
  it("shows the last ones, oldest first", async () => {
    const live = await liveAgent();
    await excursion(live);
    const { stdout } = await cli(["events"], { directories: [live.directory] });
    expect(stdout).toBe(`\
2026-01-01 00:00:00       1  informational Board 4: KC-9120 is out
2026-01-01 00:00:02       2  minor         Board 3: KC-9120: Inlet Temp: upperMinor asserted (seen by polling)
2026-01-01 00:00:02       3  major         Board 3: KC-9120: Inlet Temp: upperMajor asserted (seen by polling)
2026-01-01 00:00:02       4  major         Fan tray 1 does not answer: no answer to Get Device ID
`);
    const some = await cli(["events", "--after", "3", "--json"], { directories: [live.directory] });
    expect(JSON.parse(some.stdout)).toMatchObject({ next: 4, events: [{ sequence: 4 }] });
    const one = await cli(["events", "--last", "1"], { directories: [live.directory] });
    expect(one.stdout.split("\n")).toHaveLength(2);
  });

  it.each(["0", "1001"])("is not asked for %s events", async (count) => {
    const { directory } = await liveAgent();
    const { code, stderr } = await cli(["events", "--last", count], { directories: [directory] });
    expect([code, stderr]).toEqual([2, `hpi-agent: --last: expected 1 to 1000, got ${count}\n`]);
  });

  it("shows what ended as cleared, however bad it was", async () => {
    const live = await liveAgent();
    const { domain, clock, model } = live;
    const id = model.sensorId(model.boards[0]!, "Inlet Temp");
    for (const states of [["upperMinor"], []]) {
      domain.report(id, { quality: "good", reason: "none", value: 30, states });
      await clock.advance(2000);
    }
    const { stdout } = await cli(["events"], { directories: [live.directory] });
    expect(stdout).toBe(`\
2026-01-01 00:00:02       1  minor         Board 3: KC-9120: Inlet Temp: upperMinor asserted (seen by polling)
2026-01-01 00:00:04       2  cleared       Board 3: KC-9120: Inlet Temp: upperMinor deasserted (seen by polling)
`);
  });

  it("says when there are none", async () => {
    const { directory } = await liveAgent();
    expect((await cli(["events"], { directories: [directory] })).stdout).toBe("There are no events.\n");
  });

  it("follows, without missing what happens while it starts", async () => {
    const { directory, domain } = await liveAgent();
    for (let n = 1; n <= 3; n++) await domain.agentAlarm(`a${n}`, "minor", `alarm ${n}`);
    const stop = new AbortController();
    let emitted = false;
    const { code, stdout } = await cli(["events", "--follow", "--json", "--last", "1"], {
      directories: [directory],
      signal: stop.signal,
      onOutput(text) {
        if (text.includes("alarm 5")) stop.abort();
        if (emitted) return;
        emitted = true;
        void domain.agentAlarm("a4", "minor", "alarm 4");
        void domain.agentAlarm("a5", "minor", "alarm 5");
      },
    });
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).text)).toEqual(["alarm 3", "alarm 4", "alarm 5"]);
  });

  it.each([["ends", "end"] as const, ["dies", "destroy"] as const])(
    "ends with status 3 when the agent %s while it follows",
    async (_, how) => {
      const { directory } = await fakeAgent({
        "GET /events": { epoch: "e", next: 0, events: [] },
        "GET /events/stream": (response: ServerResponse) => {
          response.writeHead(200, { "content-type": "text/event-stream" });
          response.write('event: log\ndata: {"epoch":"e"}\n\n', () => response[how]());
        },
      });
      const { code, stderr } = await cli(["events", "--follow"], { directories: [directory] });
      expect([code, stderr.startsWith("hpi-agent: the agent is gone")]).toEqual([3, true]);
    },
  );
});
