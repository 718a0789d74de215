/** Temperature sensors as DCMI finds and reads them, by entity (DCMI 1.5 sections 6.5.2 and 6.7.3). */
import { GetDcmiSensorInfo } from "../../src/ipmi/commands/dcmi/get-dcmi-sensor-info.ts";
import { GetTemperatureReadings } from "../../src/ipmi/commands/dcmi/get-temperature-readings.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import type { AnalogSensor, Controller, Machine } from "../machine/machine.ts";
import { type Handler, on, refuse } from "./handler.ts";
import type { Hardware } from "./hardware.ts";
import { sensorRecordId } from "./record-ids.ts";

const temperature = 0x01;
const mostInAnswer = 8;
/** DCMI's entity ids and those of IPMI that mean the same (DCMI 1.5 table 6-13). */
const sameEntities: Readonly<Record<number, readonly number[]>> = {
  0x40: [0x40, 0x37],
  0x41: [0x41, 0x03],
  0x42: [0x42, 0x07],
};

export function dcmiSensorHandlers(machine: Machine, hardware: Hardware): Handler[] {
  return [
    on(GetDcmiSensorInfo, (request, { controller }) => {
      const { all, chosen } = sensorsFor(controller, request);
      return { totalInstances: all, recordIds: chosen.map((s) => sensorRecordId(machine, controller, s)) };
    }),
    on(GetTemperatureReadings, (request, { controller }) => {
      const { all, chosen } = sensorsFor(controller, request);
      const readings = chosen.map((sensor) => {
        const degrees = Math.round(hardware.value(sensor));
        return {
          degrees: Math.min(127, Math.abs(degrees)),
          negative: degrees < 0,
          entityInstance: sensor.entity.instance,
        };
      });
      return { totalInstances: all, readings };
    }),
  ];
}

interface Wanted {
  readonly sensorType: number;
  readonly entityId: number;
  readonly entityInstance: number;
  readonly firstInstance: number;
}

function sensorsFor(
  { sensors }: Controller,
  { sensorType, entityId, entityInstance, firstInstance }: Wanted,
): { all: number; chosen: AnalogSensor[] } {
  const entities = sameEntities[entityId];
  if (sensorType !== temperature || entities === undefined) return refuse(CompletionCode.invalidField);
  const found = sensors.filter(
    (s): s is AnalogSensor => s.kind === "analog" && s.type === temperature && entities.includes(s.entity.id),
  );
  // Instance 0 asks for all, from the given one on.
  const chosen =
    entityInstance === 0
      ? found.slice(Math.max(0, firstInstance - 1))
      : found.filter(({ entity }) => entity.instance === entityInstance);
  return { all: found.length, chosen: chosen.slice(0, mostInAnswer) };
}
