import { expect, it } from "vitest";
import { attachSimulator } from "../../simulators/index.ts";
import { startAgentProcess } from "../support/agent-process.ts";
import { inspect } from "../support/inspector.ts";
import { seeded } from "../support/kill-campaign.ts";
import { costOf } from "../support/process-cost.ts";
import { startSimulatorProcess } from "../support/simulator-process.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const MINUTES = Number(process.env["SOAK_MINUTES"] ?? 10);
const SEED = 7;
/** Far fewer than a quick machine makes. */
const EVENTS_PER_MINUTE = 200;
/** What may be added to the live heap in the second half; logs kept in memory are full by then. */
const GROWTH_MEGABYTES = 10;
const MEGABYTE = 2 ** 20;

it("minutes of events, boards that come and go, and clients that ask do not make the agent grow", async () => {
  const random = seeded(SEED);
  const simulator = await startSimulatorProcess(["--machine", "atca-14"]);
  const attached = await attachSimulator(simulator.attachFile);
  const agent = await startAgentProcess(await temporaryDirectory(), ["--attach", simulator.attachFile], {
    nodeOptions: ["--inspect=127.0.0.1:0"],
  });
  const heap = await inspect(agent.log());
  const live: number[] = [];
  const begun = performance.now();
  for (let minute = 0; minute <= MINUTES; ) {
    const slot = [1, 2, 3, 4, 5, 7, 8][Math.floor(random() * 7)];
    await attached.control.setSensor(`slot-${slot}/Inlet Temp`, random() < 0.5 ? 25 : 80);
    if (random() < 0.02) {
      await attached.control.pull(`slot-${slot}`);
      await attached.control.plug(`slot-${slot}`);
    }
    for (const path of ["/hpi/v1/tree", "/hpi/v1/sensors", "/redfish/v1/Chassis", "/hpi/v1/events?limit=100"]) {
      expect((await agent.rest(path)).status).toBe(200);
    }
    if ((performance.now() - begun) / 60_000 < minute) continue;
    live.push((await heap.liveHeap()) / MEGABYTE);
    const { rssMegabytes, cpuSeconds } = costOf(agent.child.pid!);
    const { lastSequence } = (await agent.rest("/hpi/v1/events?limit=1")).body as { lastSequence: number };
    console.log(
      `seed ${SEED}, minute ${minute}: ${live.at(-1)!.toFixed(1)} MB live, ${rssMegabytes.toFixed(0)} MB resident, ${cpuSeconds.toFixed(1)} s of CPU, ${lastSequence} events`,
    );
    if (minute === MINUTES) expect(lastSequence).toBeGreaterThan(EVENTS_PER_MINUTE * MINUTES);
    minute++;
  }
  expect(live.at(-1)! - live[Math.floor(MINUTES / 2)]!).toBeLessThan(GROWTH_MEGABYTES);
  heap.close();
  await attached.detach();
  expect(await agent.end()).toBe(0);
  await simulator.end();
});
