/** Events of sensors: who gets them, and which conditions are there now (IPMI 2.0 sections 29.1 and 35.13). */
import { GetEventReceiver } from "../../src/ipmi/commands/sensor-event/get-event-receiver.ts";
import { GetSensorEventStatus } from "../../src/ipmi/commands/sensor-event/get-sensor-event-status.ts";
import { GetSensorReading } from "../../src/ipmi/commands/sensor-event/get-sensor-reading.ts";
import { SetEventReceiver } from "../../src/ipmi/commands/sensor-event/set-event-receiver.ts";
import { thresholdEventBits, thresholdNames } from "../../src/ipmi/thresholds.ts";
import { thresholdEvent } from "../ipmi-sim/sdr.ts";
import { asking, type Handler, on } from "./handler.ts";
import type { Hardware } from "./hardware.ts";
import type { HotSwap } from "./hot-swap.ts";

/** States after the first eight come in a byte of their own. */
const firstStates = 8;

export function sensorEventHandlers(hardware: Hardware, hotSwap: HotSwap): Handler[] {
  return [
    on(GetEventReceiver, (_request, { controller }) => hardware.eventReceiver(controller)),
    on(SetEventReceiver, (receiver, { controller }) => {
      hardware.sendEventsTo(controller, receiver);
      // The new receiver is told where FRUs are now.
      for (const fru of hotSwap.frus) if (fru.controller === controller && fru.state !== 0) hotSwap.repeat(fru);
      return { afterOriginal: {} };
    }),
    on(GetSensorEventStatus, ({ sensorNumber }, { controller }) =>
      asking(
        GetSensorReading,
        { sensorNumber },
        ({ unavailable, scanning, events, states = [], furtherStates = [] }) => {
          const sensor = controller.sensors.find(({ number }) => number === sensorNumber);
          const offsets = [...states, ...furtherStates.map((offset) => offset + firstStates)];
          // Every sensor here re-arms itself: an event is there as long as its condition.
          const assertion =
            sensor?.kind === "analog"
              ? thresholdNames.flatMap((name, bit) =>
                  states.includes(bit) ? [thresholdEventBits[thresholdEvent[name]]] : [],
                )
              : offsets;
          return { unavailable, scanning, events, assertion: unavailable ? [] : assertion, deassertion: [] };
        },
      ),
    ),
  ];
}
