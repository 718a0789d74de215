/** The parts of a machine that are activated and deactivated by themselves: a controller's board and its modules. */
import type { MState } from "../control/control.ts";
import {
  type Controller,
  type DiscreteSensor,
  type Entity,
  hotSwapSensorType,
  type Machine,
} from "../machine/machine.ts";

export interface Fru {
  readonly controller: Controller;
  /** FRU device id: 0 for the controller's own board. */
  readonly id: number;
  /** `slot-3` or `slot-3/RTM`, as people and the control name it. */
  readonly name: string;
  readonly entity: Entity;
  readonly hotSwapSensor: DiscreteSensor;
  /** Watts of each power level. */
  readonly powerLevels: readonly number[];
  state: MState;
  /** Taken to its state by somebody outside: nobody inside answers until it is asked for something. */
  walked: boolean;
  handle: "open" | "closed";
  /** Bits of the activation policy (PICMG 3.0 section 3.2.4.2). */
  locked: boolean;
  deactivationLocked: boolean;
  /** 0 is off. */
  powerLevel: number;
  desiredPowerLevel: number;
}

/** A module draws what a small rear transition module does, where the description does not say. */
const moduleWatts = [25];
const active = 4;

/** Every FRU with a hot-swap sensor: that of a module has the entity of its inventory. */
export function frusOf(machine: Machine, bmc: Controller): Fru[] {
  return machine.controllers.filter((c) => c.bmc === bmc.name).flatMap((c) => frusOfController(c));
}

function frusOfController(controller: Controller): Fru[] {
  const sensors = controller.sensors.filter(
    (s): s is DiscreteSensor => s.kind === "discrete" && s.type === hotSwapSensorType,
  );
  const ofEntity = ({ id, instance }: Entity) =>
    sensors.find(({ entity }) => entity.id === id && entity.instance === instance);
  const modules = controller.inventories.flatMap(({ id, name, entity }) => {
    const sensor = ofEntity(entity);
    return sensor === undefined ? [] : [{ id, name: `${controller.name}/${name}`, entity, sensor }];
  });
  // Its entity is the controller's; where it is another, it is the one that no module claims.
  const own = ofEntity(controller.entity) ?? sensors.find((s) => modules.every(({ sensor }) => sensor !== s));
  const board = own === undefined ? [] : [{ id: 0, name: controller.name, entity: controller.entity, sensor: own }];
  return [...board, ...modules].map(({ sensor, ...fru }) => {
    const state = (sensor.states[0] ?? 0) as MState;
    const powerLevels = fru.id === 0 ? controller.powerLevels : moduleWatts;
    const level = state === active ? powerLevels.length : 0;
    return {
      ...fru,
      controller,
      hotSwapSensor: sensor,
      powerLevels,
      state,
      walked: false,
      handle: state >= 2 && state <= active ? "closed" : "open",
      locked: false,
      deactivationLocked: false,
      powerLevel: level,
      desiredPowerLevel: powerLevels.length,
    };
  });
}

/** Watts a FRU draws at its present level. */
export function drawOf({ powerLevels, powerLevel }: Fru): number {
  return powerLevel === 0 ? 0 : (powerLevels[powerLevel - 1] ?? 0);
}
