/** What behaviour does to the simulated controllers: sensors, events, presence. Order is kept, nothing is waited for. */
import type { RequestOf } from "../../src/ipmi/command.ts";
import { SetEventReceiver } from "../../src/ipmi/commands/sensor-event/set-event-receiver.ts";
import type { MachineState } from "../control/state.ts";
import { rawFor, readable } from "../control/state.ts";
import { volatileLines } from "../ipmi-sim/emu.ts";
import {
  type AnalogSensor,
  bmcAddress,
  type Controller,
  type DiscreteSensor,
  type Sensor,
} from "../machine/machine.ts";
import type { Handover, HardwareOperation } from "../module/handover.ts";

const systemEvent = 0x02;
/** Event message revision of IPMI 1.5 and 2.0. */
const eventRevision = 0x04;
const deassertion = 0x80;
const noData = 0xff;

type EventReceiver = RequestOf<typeof SetEventReceiver>;
const defaultReceiver: EventReceiver = { address: bmcAddress, lun: 0 };

export interface SensorEvent {
  readonly sensorType: number;
  readonly sensorNumber: number;
  readonly eventType: number;
  readonly asserted: boolean;
  readonly data: readonly [number, number, number];
}

/** The part of the hand-over that orders something. */
export type Orders = Pick<
  Handover,
  "event" | "command" | "unavailable" | "mute" | "operate" | "attention" | "endSessions" | "ipmi"
>;

export class Hardware {
  readonly #orders: Orders;
  readonly #state: MachineState;
  readonly #undriven = new Set<Sensor>();
  /** Where event messages go, by the address of the controller, where somebody said so. */
  readonly #eventReceivers = new Map<number, EventReceiver>();

  constructor(orders: Orders, state: MachineState) {
    this.#orders = orders;
    this.#state = state;
  }

  /** An event message into the log and the event buffer, as if `generator` had sent it. */
  event(generator: number, { sensorType, sensorNumber, eventType, asserted, data }: SensorEvent): void {
    // Nobody else keeps events.
    if ((this.#eventReceivers.get(generator) ?? defaultReceiver).address !== bmcAddress) return;
    const direction = asserted ? 0 : deassertion;
    const timestamp = [0, 0, 0, 0];
    const record = [
      ...timestamp,
      generator,
      0,
      eventRevision,
      sensorType,
      sensorNumber,
      eventType | direction,
      ...data,
    ];
    this.#orders.event(bmcAddress, systemEvent, Uint8Array.from(record));
  }

  /** A state of a discrete sensor, with its event where that is a change. */
  assert(controller: Controller, sensor: DiscreteSensor, offset: number, on: boolean): void {
    if (sensor.eventOnly) {
      const { type, number, eventType } = sensor;
      const data = [offset, noData, noData] as const;
      this.event(controller.address, { sensorType: type, sensorNumber: number, eventType, asserted: on, data });
      return;
    }
    const states = new Set(this.#state.states(sensor));
    if (states.has(offset) === on) return;
    if (on) states.add(offset);
    else states.delete(offset);
    this.#state.setStates(sensor, states);
    this.#command("sensor_set_bit", controller, `0 ${sensor.number} ${offset} ${on ? 1 : 0} 1`);
  }

  /** The only state of a discrete sensor, without an event. */
  become(controller: Controller, sensor: DiscreteSensor, offset: number): void {
    this.#state.setStates(sensor, [offset]);
    this.#command("sensor_set_bit_clr_rest", controller, `0 ${sensor.number} ${offset} 0`);
  }

  value(sensor: AnalogSensor): number {
    return this.#state.value(sensor);
  }

  /** What an analog sensor reads, in its unit; thresholds make events when `events`. */
  set(controller: Controller, sensor: AnalogSensor, value: number, events: boolean): void {
    this.#state.setValue(sensor, readable(sensor, value));
    this.#command("sensor_set_value", controller, `0 ${sensor.number} ${rawFor(sensor, value)} ${events ? 1 : 0}`);
  }

  /** A sensor that is not driven keeps its last value out of sight. */
  drive(controller: Controller, sensor: Sensor, driven: boolean): void {
    if (this.#undriven.has(sensor) === !driven) return;
    if (driven) this.#undriven.delete(sensor);
    else this.#undriven.add(sensor);
    this.pauseDrift(sensor, "not driven", !driven);
    this.#orders.unavailable(controller.address, sensor.number, !driven);
  }

  isDriven(sensor: Sensor): boolean {
    return !this.#undriven.has(sensor);
  }

  /** A sensor drifts only while nothing speaks against it. */
  pauseDrift(sensor: Sensor, why: string, on: boolean): void {
    this.#state.pauseDrift(sensor, why, on);
  }

  /** Whether a controller answers at all. */
  answers(controller: Controller, on: boolean): void {
    // ipmi_sim does not survive the disabling and enabling of the BMC that carries its interfaces.
    if (controller.address === bmcAddress) this.#orders.mute(controller.address, !on);
    else this.#command(on ? "mc_enable" : "mc_disable", controller, "");
  }

  /** Whether a controller is there: the control shows its sensors as absent. */
  present(controller: Controller, on: boolean): void {
    this.#state.setPresent(controller, on);
    this.answers(controller, on);
  }

  eventReceiver({ address }: Controller): EventReceiver {
    return this.#eventReceivers.get(address) ?? defaultReceiver;
  }

  /** Who gets the controller's event messages; FFh: nobody. ipmi_sim's own sensors are told elsewhere. */
  sendEventsTo({ address }: Controller, receiver: EventReceiver): void {
    this.#eventReceivers.set(address, receiver);
  }

  /** Thresholds, hysteresis, event enables and event receiver as they are after power-on. */
  resetVolatile(controller: Controller): void {
    for (const line of volatileLines(controller)) this.#orders.command(line);
    const { netFn, cmd, request } = SetEventReceiver;
    this.#orders.ipmi(controller.address, { netFn, cmd, data: request.encode(defaultReceiver) });
    this.sendEventsTo(controller, defaultReceiver);
  }

  /** A controller's sessions over LAN end without notice. */
  endSessions({ address }: Controller): void {
    this.#orders.endSessions(address);
  }

  /** Does it to the machine behind the controller's system interface, where one is connected. */
  operate({ address }: Controller, operation: HardwareOperation): void {
    this.#orders.operate(address, operation);
  }

  attention({ address }: Controller): void {
    this.#orders.attention(address);
  }

  #command(verb: string, { address }: Controller, rest: string): void {
    this.#orders.command(`${verb} 0x${address.toString(16)} ${rest}`);
  }
}
