import { describe, expect, it } from "vitest";
import type { Context } from "../../../src/sources/ipmi/context.ts";
import { newMc } from "../../../src/sources/ipmi/mc.ts";
import { Poller } from "../../../src/sources/ipmi/poller.ts";
import type { SensorReader } from "../../../src/sources/ipmi/sensor-reader.ts";
import type { BoundSensor } from "../../../src/sources/ipmi/tree.ts";

/** Two sensors of one controller that never give anything. */
function fixture() {
  const mc = newMc(0x82, false);
  mc.presence = "present";
  const sensors = [1, 2].map(
    (id) => ({ id, resourceId: 1, mc, point: { sensorType: 1 }, rdr: { pollPeriod: 5000 } }) as unknown as BoundSensor,
  );
  const tree = new Map(sensors.map((sensor) => [sensor.id, sensor]));
  const asked: number[] = [];
  const answers = new Set<number>();
  const context = {
    connection: { state: "up", capabilities: { pipelining: 1 } },
    domain: { resource: () => ({ present: true }) },
    tree: { sensor: (id: number) => tree.get(id) },
  } as unknown as Context;
  const reader = {
    async read({ id }: BoundSensor) {
      asked.push(id);
      return answers.has(id);
    },
  } as unknown as SensorReader;
  const poller = new Poller(context, reader);
  const sweep = async () => {
    asked.length = 0;
    await poller.sweep(sensors, new AbortController().signal);
    return [...asked];
  };
  return { poller, sensors, tree, sweep };
}

describe("a sensor that the model no longer has", () => {
  it("is not asked, although the sweep began before", async () => {
    const { tree, sweep } = fixture();
    tree.delete(2);
    expect(await sweep()).toEqual([1]);
  });

  it("is begun with anew when it comes back", async () => {
    const { poller, sensors, sweep } = fixture();
    expect(await sweep()).toEqual([1, 2]);
    // One of them each time, to see whether it is over.
    const skipped = (await sweep()).length === 1;
    expect(skipped).toBe(true);
    poller.forget(sensors);
    expect(await sweep()).toEqual([1, 2]);
  });
});
