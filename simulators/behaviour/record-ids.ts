/** Ids of sensor data records: ipmi_sim numbers them from 1, in the order in which the generator writes them. */
import { entityAssociations } from "../ipmi-sim/sdr.ts";
import { bmcAddress, type Controller, type Machine, type Sensor } from "../machine/machine.ts";

/** Record of the controller's own locator, or of one of its further FRUs; FRU device 0 is the controller. */
export function locatorRecordId(machine: Machine, controller: Controller, fruDeviceId: number): number {
  const index = controller.inventories.findIndex(({ id }) => id === fruDeviceId);
  if (fruDeviceId === 0) return ownLocator(machine, controller);
  return before(machine, controller) + index + 1;
}

export function sensorRecordId(machine: Machine, controller: Controller, sensor: Sensor): number {
  const { inventories, sensors } = controller;
  const earlier = before(machine, controller) + inventories.length + entityAssociations(controller).length;
  return earlier + sensors.indexOf(sensor) + 1;
}

function ownLocator(machine: Machine, controller: Controller): number {
  return controller.sdrs === "device" ? 1 : behind(machine, controller).indexOf(controller) + 1;
}

/** Records before those of the controller's FRUs and sensors. */
function before(machine: Machine, controller: Controller): number {
  if (controller.address !== bmcAddress) return 1;
  return behind(machine, controller).length + (machine.shelf === undefined ? 0 : 1);
}

function behind({ controllers }: Machine, { bmc }: Controller): Controller[] {
  return controllers.filter((c) => c.bmc === bmc);
}
