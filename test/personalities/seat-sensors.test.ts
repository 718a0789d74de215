import { describe, expect, it } from "vitest";
import { formatEntityPath } from "../../src/hpi/entity-path.ts";
import type { SensorRecord } from "../../src/ipmi/sdr/index.ts";
import { generic, isSeatFilled, isSeatSensor, type SensorFacts } from "../../src/personalities/index.ts";
import { platform } from "./facts.ts";

const [slotConnector, entityPresence] = [0x21, 0x25];

/** As much of a record as is looked at. */
function sensor(
  sensorType: number,
  readableStates: readonly number[],
  { eventReadingType = 0x6f, entity = { id: 11, instance: 3 } } = {},
): SensorFacts & { readonly record: SensorRecord } {
  const masks = { kind: "discrete", readableStates };
  const record = { kind: "compact-sensor", sensorType, eventReadingType, masks } as unknown as SensorRecord;
  return { owner: 0x20, entity, record };
}

describe("sensors that tell of seats", () => {
  it("are those that can tell whether something is there", () => {
    expect(isSeatSensor(sensor(slotConnector, [0, 2, 5]).record)).toBe(true);
    expect(isSeatSensor(sensor(entityPresence, [0, 1]).record)).toBe(true);
    expect(isSeatSensor(sensor(slotConnector, [0, 5]).record)).toBe(false);
    expect(isSeatSensor(sensor(entityPresence, [2]).record)).toBe(false);
    expect(isSeatSensor(sensor(slotConnector, [2], { eventReadingType: 0x03 }).record)).toBe(false);
    expect(isSeatSensor(sensor(0x01, [0, 1, 2]).record)).toBe(false);
    expect(isSeatSensor(undefined)).toBe(false);
  });

  it("say what is there, or nothing", () => {
    expect(isSeatFilled(slotConnector, ["device-installed", "identify"])).toBe(true);
    expect(isSeatFilled(slotConnector, [])).toBe(false);
    expect(isSeatFilled(entityPresence, ["entity-present"])).toBe(true);
    expect(isSeatFilled(entityPresence, ["entity-absent"])).toBe(false);
    expect(isSeatFilled(entityPresence, ["entity-absent", "entity-present"])).toBe(false);
    expect(isSeatFilled(entityPresence, ["entity-disabled"])).toBeUndefined();
  });

  it("belong to what the seat is in, and make a place of it that can be filled", () => {
    const slot = sensor(slotConnector, [2]);
    const inside = { owner: 0x20, entity: slot.entity };
    const layout = generic.arrange(platform({ sensors: [inside, slot] }));
    const { place, entityPath, seat } = layout.locate(slot);
    expect(formatEntityPath(place.entityPath)).toBe("{SYSTEM_CHASSIS,1}");
    expect(formatEntityPath(entityPath)).toBe("{SYSTEM_CHASSIS,1}{ADD_IN_CARD,3}");
    expect(seat).toMatchObject({ entityPath, capabilities: ["fru"] });
    expect(layout.locate(inside)).toEqual({ place: seat, entityPath });
  });

  it("make no seat of the chassis itself", () => {
    const lid = sensor(entityPresence, [0, 1], { entity: { id: 23, instance: 1 } });
    const layout = generic.arrange(platform({ sensors: [lid] }));
    expect(layout.locate(lid)).toEqual({ place: layout.places[0], entityPath: layout.places[0]?.entityPath });
  });
});
