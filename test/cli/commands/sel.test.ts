import { expect, it } from "vitest";
import { cli } from "../fake-agent.ts";
import { liveAgent } from "./live-agent.ts";

it("sel shows the controllers' records", async () => {
  const { directory } = await liveAgent({
    sel: () => [
      { controller: "shelf", id: 1, time: Date.UTC(2026, 0, 2, 3, 4, 5), text: "Fan 1: lower critical", raw: "00" },
      { controller: "shelf", id: 2, time: null, sinceStart: 13_347, text: "Fan 1: lower minor", raw: "00" },
      { controller: "shelf", id: 12, time: null, text: "log cleared", raw: "00" },
    ],
  });
  const { stdout } = await cli(["sel"], { directories: [directory] });
  expect(stdout).toBe(`\
CONTROLLER  RECORD  TIME                 EVENT
shelf            1  2026-01-02 03:04:05  Fan 1: lower critical
shelf            2  start + 13347 s      Fan 1: lower minor
shelf           12  -                    log cleared
`);
});

it("sel says when there are none", async () => {
  const { directory } = await liveAgent();
  expect((await cli(["sel"], { directories: [directory] })).stdout).toBe(
    "The event logs of the controllers are empty.\n",
  );
});
