/** Temperatures, voltages, blowers, health and LEDs of the chassis: `monitors` 1 to 3, 7 and 8. */
import type { ObjectStore } from "../../src/snmp/store.ts";
import { integer, notReadable, off, on, scalars, text, under } from "./cells.ts";
import { type Chassis, Health } from "./chassis.ts";
import { centigrade, percentOfMaximum, volts } from "./text.ts";

const systemHealth = { critical: 0, nonCritical: 2, normal: 255 } as const;

export function addMonitors(store: ObjectStore, chassis: Chassis): void {
  const { blowerMaximum } = chassis.settings;
  const rpm = (blower: number) => chassis.measured("blowers", blower);
  scalars(store, under(2, 1, 1), { 2: text(() => centigrade(chassis.value("moduleTemperature"))) });
  scalars(store, under(2, 1, 5), { 1: text(() => centigrade(chassis.value("frontPanelTemperature"))) });
  scalars(store, under(2, 2, 1), {
    1: text(() => volts(chassis.value("plus5Volt"))),
    2: text(() => volts(chassis.value("plus3Volt"))),
    3: text(() => volts(chassis.value("plus12Volt"))),
    5: text(() => notReadable),
    6: text(() => notReadable),
    8: text(() => notReadable),
  });
  const blowers = chassis.settings.sensors.blowers.map((_, index) => index);
  scalars(
    store,
    under(2, 3),
    Object.fromEntries(
      blowers.flatMap((index) => {
        const turns = () => rpm(index + 1) > 0;
        return [
          [1 + index, text(() => (turns() ? percentOfMaximum(rpm(index + 1), blowerMaximum) : "Offline"))],
          [10 + index, integer(() => chassis.bay("blowers", index + 1).health)],
          [20 + index, text(() => (turns() ? `${Math.round(rpm(index + 1))}` : "Offline"))],
          [30 + index, integer(() => 0)],
        ];
      }),
    ),
  );
  scalars(store, under(2, 7), {
    1: integer(() =>
      chassis.health === Health.bad
        ? systemHealth.critical
        : chassis.health === Health.warning
          ? systemHealth.nonCritical
          : systemHealth.normal,
    ),
  });
  scalars(store, under(2, 8, 1), {
    1: integer(() => (chassis.health === Health.bad ? on : off)),
    2: integer(() => (chassis.health === Health.warning ? on : off)),
    3: integer(() => (chassis.troubles.some(({ text: what }) => what.includes("degrees")) ? on : off)),
    4: integer(() => off),
  });
}
