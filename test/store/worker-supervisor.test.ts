import { expect, test } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { StoreError } from "../../src/store/errors.ts";
import type { StoreWorker } from "../../src/store/worker-client.ts";
import { WorkerSupervisor } from "../../src/store/worker-supervisor.ts";

/** A worker that does nothing but die and refuse. */
function worker(refuses: boolean) {
  let failed: (error: StoreError) => void = () => {};
  const made: Pick<StoreWorker, "request" | "onFailure" | "close"> = {
    request: async () => null as never,
    onFailure(listener) {
      failed = listener;
      return () => {};
    },
    async close() {
      if (refuses) throw new StoreError("E_STORE_FAILED", "the disk is full");
    },
  };
  return { made: made as StoreWorker, die: () => failed(new StoreError("E_STORE_GONE", "it fell over")) };
}

test("a replacement that can neither be made ready nor closed is followed by another one", async () => {
  const clock = new ManualClock();
  const workers = [worker(false), worker(true), worker(false)];
  let started = 0;
  let prepared = 0;
  const supervisor = new WorkerSupervisor({
    clock,
    logger: silentLogger,
    start: () => workers[started++]!.made,
    async prepare() {
      prepared++;
      if (prepared === 1) throw new StoreError("E_STORE_FAILED", "the disk is full");
    },
  });
  workers[0]!.die();
  await clock.advance(1000);
  expect([started, prepared]).toEqual([2, 1]);
  await clock.advance(2000);
  expect([started, prepared]).toEqual([3, 2]);
  await supervisor.close();
});
