/** What the sensors of a slot tell while a board is taken out and put back (PICMG 2.1 section 3, PICMG 2.9). */
import type { Controller } from "../machine/machine.ts";

/** A state of a sensor to assert or deassert; left out where the sensor does not have it. */
export interface SeatStep {
  readonly sensor: string;
  readonly state: string;
  readonly asserted: boolean;
}

/** Steps before the board stops answering: in order somebody asks first, by surprise nobody does. */
export function stepsOut(controller: Controller, how: "orderly" | "surprise"): SeatStep[] {
  const { connector, presence, healthy, latch } = sensorsOf(controller);
  const asked = [
    ...step(latch, "fru-latch-open", true),
    ...step(connector, "removal-request", true),
    ...step(healthy, "state-deasserted", true),
    ...step(connector, "power-off", true),
    ...step(connector, "ready-for-removal", true),
  ];
  const gone = [
    ...step(connector, "device-installed", false),
    ...step(presence, "entity-present", false),
    ...step(presence, "entity-absent", true),
    ...step(healthy, "state-deasserted", true),
  ];
  const settled = ["removal-request", "power-off", "ready-for-removal"].flatMap((state) =>
    step(connector, state, false),
  );
  return how === "orderly" ? [...asked, ...gone, ...settled] : gone;
}

/** Steps when the board answers again. */
export function stepsIn(controller: Controller): SeatStep[] {
  const { connector, presence, healthy, latch } = sensorsOf(controller);
  return [
    ...step(connector, "device-installed", true),
    ...step(presence, "entity-absent", false),
    ...step(presence, "entity-present", true),
    ...step(latch, "fru-latch-open", false),
    ...step(healthy, "state-asserted", true),
  ];
}

function sensorsOf({ name, seat = {} }: Controller): NonNullable<Controller["seat"]> {
  return { ...seat, ...(seat.latch === undefined ? {} : { latch: `${name}/${seat.latch}` }) };
}

function step(sensor: string | undefined, state: string, asserted: boolean): SeatStep[] {
  return sensor === undefined ? [] : [{ sensor, state, asserted }];
}
