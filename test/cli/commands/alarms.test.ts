import { expect, it } from "vitest";
import { cli } from "../fake-agent.ts";
import { excursion } from "./excursion.ts";
import { liveAgent } from "./live-agent.ts";

it("alarms shows what is wrong, and what somebody has seen", async () => {
  const live = await liveAgent();
  await excursion(live);
  live.domain.acknowledge(live.domain.alarms()[0]!.id);
  const { stdout } = await cli(["alarms"], { directories: [live.directory] });
  expect(stdout).toBe(`\
SEVERITY  SINCE                RESOURCE          ALARM
minor     2026-01-01 00:00:02  Board 3: KC-9120  Inlet Temp: upperMinor asserted (seen by polling) (acknowledged)
major     2026-01-01 00:00:02  Board 3: KC-9120  Inlet Temp: upperMajor asserted (seen by polling)
major     2026-01-01 00:00:02  Fan tray 1        Fan tray 1 does not answer: no answer to Get Device ID
`);
});
