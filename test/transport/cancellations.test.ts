import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { Cancellations } from "../../src/transport/cancellations.ts";

it("tells everybody who still waits, with one listener", () => {
  const cancellations = new Cancellations();
  const { signal, abort } = giveUp();
  const told: number[] = [];
  const dones = [1, 2, 3].map((n) => cancellations.add(signal, () => told.push(n)));
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  dones[1]!();
  abort();
  expect(told).toEqual([1, 3]);
  for (const done of dones) done();
});

it("leaves nothing at a signal for which nobody waits any more", () => {
  const cancellations = new Cancellations();
  const { signal } = giveUp();
  for (const done of [1, 2].map(() => cancellations.add(signal, () => {}))) done();
  expect(getEventListeners(signal, "abort")).toEqual([]);
  cancellations.add(signal, () => {});
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
});

function giveUp(): { signal: AbortSignal; abort(): void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
