import { expect, it } from "vitest";
import { cli } from "../fake-agent.ts";
import { excursion } from "./excursion.ts";
import { liveAgent } from "./live-agent.ts";

it("alarms shows what is wrong, and what somebody has seen", async () => {
  const live = await liveAgent();
  await excursion(live);
  const { stdout } = await cli(["alarms", "--acknowledge", "1"], { directories: [live.directory] });
  expect(stdout).toBe(`\
ID  SEVERITY  SINCE                RESOURCE          ALARM
1   minor     2026-01-01 00:00:02  Board 3: KC-9120  Inlet Temp: upperMinor asserted (seen by polling) (acknowledged)
2   major     2026-01-01 00:00:02  Board 3: KC-9120  Inlet Temp: upperMajor asserted (seen by polling)
3   major     2026-01-01 00:00:02  Fan tray 1        Fan tray 1 does not answer: no answer to Get Device ID
`);
});
