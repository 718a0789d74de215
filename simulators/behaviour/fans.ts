/** Fan levels of fan trays (PICMG 3.0 section 3.9.2): a level is a share of the speed the description gives. */
import { GetFanLevel } from "../../src/ipmi/commands/picmg/get-fan-level.ts";
import { GetFanSpeedProperties } from "../../src/ipmi/commands/picmg/get-fan-speed-properties.ts";
import { SetFanLevel } from "../../src/ipmi/commands/picmg/set-fan-level.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import type { AnalogSensor, Controller } from "../machine/machine.ts";
import { type Handler, on, refuse } from "./handler.ts";
import type { Hardware } from "./hardware.ts";

const emergencyShutdown = 0xfe;
const localControl = 0xff;
const fanSensorType = 0x04;

export class Fans {
  readonly #hardware: Hardware;
  /** Levels set in place of the local control's. */
  readonly #overrides = new Map<Controller, number>();

  constructor(hardware: Hardware) {
    this.#hardware = hardware;
  }

  override(controller: Controller): number | undefined {
    return this.#overrides.get(controller);
  }

  /** The level the fans turn at; undefined for a controller without fans to set. */
  level(controller: Controller): number | undefined {
    const override = this.#overrides.get(controller);
    return override === emergencyShutdown ? 0 : (override ?? controller.fans?.normal);
  }

  set(controller: Controller, level: number): void {
    if (level === localControl) this.#overrides.delete(controller);
    else this.#overrides.set(controller, level);
    const share = shareOf(controller, this.level(controller));
    for (const fan of fansOf(controller)) {
      this.#hardware.pauseDrift(fan, "fan level", level !== localControl);
      this.#hardware.set(controller, fan, fan.value * share, true);
    }
  }
}

/** Proportional up to the normal level, and at the maximum level a bit more than twice the speed. */
function shareOf({ fans }: Controller, level: number | undefined): number {
  if (fans === undefined || level === undefined) return 1;
  const { normal, maximum } = fans;
  if (level <= normal) return level / normal;
  return 1 + (boost * (level - normal)) / Math.max(1, maximum - normal);
}

const boost = 1.2;

function fansOf({ sensors }: Controller): AnalogSensor[] {
  return sensors.filter((s): s is AnalogSensor => s.kind === "analog" && s.type === fanSensorType);
}

export function fanHandlers(fans: Fans): Handler[] {
  const properties = (controller: Controller, fruDeviceId: number) => {
    if (controller.fans === undefined) return refuse(CompletionCode.invalidCommand);
    return fruDeviceId === 0 ? controller.fans : refuse(CompletionCode.invalidField);
  };
  return [
    on(GetFanSpeedProperties, ({ fruDeviceId }, { controller }) => {
      const { minimum, maximum, normal } = properties(controller, fruDeviceId);
      return { minimumLevel: minimum, maximumLevel: maximum, normalLevel: normal, localControlSupported: true };
    }),
    on(SetFanLevel, ({ fruDeviceId, level }, { controller }) => {
      const { minimum, maximum } = properties(controller, fruDeviceId);
      const isLevel = level >= minimum && level <= maximum;
      if (!isLevel && level !== emergencyShutdown && level !== localControl) return refuse(CompletionCode.invalidField);
      fans.set(controller, level);
      return {};
    }),
    on(GetFanLevel, ({ fruDeviceId }, { controller }) => {
      const { normal } = properties(controller, fruDeviceId);
      const override = fans.override(controller);
      return {
        overrideLevel: override ?? localControl,
        localLevel: normal,
        localControl: override === undefined ? 1 : 0,
      };
    }),
  ];
}
