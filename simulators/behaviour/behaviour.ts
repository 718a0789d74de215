/** What the controllers behind one BMC do that ipmi_sim does not. */
import type { Duplex } from "node:stream";
import type { Clock } from "../../src/base/clock.ts";
import type { Logger } from "../../src/base/logger.ts";
import { type Command, encodeRequest } from "../../src/ipmi/command.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import type { MachineState } from "../control/state.ts";
import type { Controller } from "../machine/machine.ts";
import type { HandedOver } from "../module/frames.ts";
import { type Answer, type CommandCode, Handover } from "../module/handover.ts";
import { acpiHandlers } from "./acpi.ts";
import { ipmbHandlers, Ports, portHandlers } from "./backplane.ts";
import { bootOptionHandlers } from "./boot-options.ts";
import { chassisHandlers } from "./chassis.ts";
import { commandDiscoveryHandlers } from "./command-discovery.ts";
import { controllerHandlers } from "./controller.ts";
import { dcmiHandlers } from "./dcmi.ts";
import { dcmiSensorHandlers } from "./dcmi-sensors.ts";
import { Fans, fanHandlers } from "./fans.ts";
import { frusOf } from "./fru.ts";
import { fruHandlers } from "./frus.ts";
import type { Handler } from "./handler.ts";
import { Hardware, type Orders } from "./hardware.ts";
import { HotSwap } from "./hot-swap.ts";
import { Leds, ledHandlers } from "./leds.ts";
import { Payload } from "./payload.ts";
import { platformEventHandler } from "./platform-event.ts";
import { Power } from "./power.ts";
import { powerLevelHandlers } from "./power-levels.ts";
import { PowerMeter } from "./power-meter.ts";
import { sensorEventHandlers } from "./sensor-events.ts";
import { type LanAddress, shelfInfoHandlers } from "./shelf-info.ts";
import { ShelfManager } from "./shelf-manager.ts";
import { ShelfManagers } from "./shelf-managers.ts";
import { systemInfoHandlers } from "./system-info.ts";
import { Timers } from "./timers.ts";
import { defaultTiming, type Timing } from "./timing.ts";
import { Watchdogs, watchdogHandlers } from "./watchdog.ts";

export interface BehaviourOptions {
  readonly state: MachineState;
  readonly bmc: Controller;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timing?: Partial<Timing> | undefined;
  /** Where the BMC answers over LAN. */
  readonly lan?: LanAddress | undefined;
  /** Whether the shelf manager answers FRUs by itself; default true. */
  readonly shelfManagerActs?: boolean | undefined;
}

const groupNetFn = 0x2c;
const systemInterface = 15;
const ipmb = 0;

export class Behaviour {
  readonly bmc: Controller;
  readonly hotSwap: HotSwap;
  readonly shelfManager: ShelfManager;
  readonly managers: ShelfManagers;
  readonly leds: Leds;
  readonly fans: Fans;
  readonly payload: Payload;
  readonly power: Power;
  readonly meter: PowerMeter;
  readonly #machineState: MachineState;
  readonly #logger: Logger;
  readonly #timers: Timers;
  readonly #handlers = new Map<string, Handler>();

  /** `orders` does to ipmi_sim what this decides. */
  constructor(options: BehaviourOptions, orders: Orders) {
    const { state, bmc, clock, logger, timing, shelfManagerActs, lan } = options;
    const { machine } = state;
    const times = { ...defaultTiming, ...timing };
    this.bmc = bmc;
    this.#machineState = state;
    this.#logger = logger;
    const timers = new Timers(clock);
    this.#timers = timers;
    const hardware = new Hardware(orders, state);
    const hotSwap = new HotSwap(frusOf(machine, bmc), hardware, timers, times);
    this.hotSwap = hotSwap;
    this.shelfManager = new ShelfManager(machine, hotSwap, timers, times, logger, shelfManagerActs ?? true);
    this.managers = new ShelfManagers(machine, hotSwap, hardware, timers, times.reboot);
    this.leds = new Leds(hotSwap);
    this.fans = new Fans(hardware);
    this.payload = new Payload(machine, hotSwap, hardware);
    this.power = new Power(this.payload, hardware, timers, times);
    this.meter = new PowerMeter(hardware, this.power, timers);
    const { power } = this;
    const ports = new Ports(machine, hotSwap);
    const payloadControl = {
      isOn: (controller: Controller) => power.isOn(controller),
      interrupt: (controller: Controller) => power.interrupt(controller),
      restart: (controller: Controller, how: "cold" | "warm" | "graceful") =>
        power.restart(controller, how === "cold" ? "chassisControl" : "softReset", systemInterface),
    };
    const picmg = [
      ...fruHandlers(machine, hotSwap, this.managers, payloadControl),
      ...ledHandlers(hotSwap, this.leds, timers),
      ...powerLevelHandlers(hotSwap, this.payload),
      ...fanHandlers(this.fans),
      ...portHandlers(ports),
      ...ipmbHandlers(hardware),
      ...shelfInfoHandlers(machine, this.shelfManager, this.managers, lan),
    ];
    const all = [
      ...(machine.platform === "atca" ? picmg : []),
      ...(this.meter.sensorOf(bmc) === undefined ? [] : dcmiHandlers(machine, this.meter)),
      ...(this.meter.sensorOf(bmc) === undefined ? [] : dcmiSensorHandlers(machine, hardware)),
      ...chassisHandlers(machine, power),
      ...bootOptionHandlers(power),
      ...controllerHandlers(machine, this.managers, hardware, timers, times),
      platformEventHandler(hardware),
      ...sensorEventHandlers(hardware, hotSwap),
      ...watchdogHandlers(new Watchdogs(hardware, power, timers)),
      ...systemInfoHandlers(bmc),
      ...acpiHandlers(power),
      ...commandDiscoveryHandlers(machine.platform === "atca", bmc, () => this.commands),
    ];
    for (const handler of all) this.#handlers.set(keyOf(handler), handler);
  }

  /** What to hand over. */
  get commands(): Iterable<CommandCode> {
    return this.#handlers.values();
  }

  answer({ address, channel, netFn, cmd, data }: HandedOver): Answer {
    const { controllers } = this.#machineState.machine;
    const controller = controllers.find((c) => c.bmc === this.bmc.name && c.address === address);
    const handler = this.#handlers.get(keyOf({ netFn, cmd, group: netFn === groupNetFn ? data[0] : undefined }));
    if (controller === undefined || handler === undefined) return { kind: "original" };
    try {
      return handler.answer({ controller, channel }, data);
    } catch (error) {
      this.#logger.error({ error, controller: controller.name, netFn, cmd }, "a simulated command failed");
      return { kind: "answer", bytes: Uint8Array.of(CompletionCode.unspecified) };
    }
  }

  /** A command as another controller of the machine would send it; whether it was carried out. */
  ask<Request>({ address }: Controller, command: Command<Request, unknown>, request: NoInfer<Request>): boolean {
    const { netFn, cmd } = command;
    const data = encodeRequest(command, request);
    const answer = this.answer({ id: 0, address, channel: ipmb, netFn, lun: 0, cmd, data });
    return answer.kind === "answer" && answer.bytes[0] === CompletionCode.ok;
  }

  /** What was to come later does not come. */
  close(): void {
    this.#timers.cancelAll();
  }
}

function keyOf({ netFn, group, cmd }: CommandCode): string {
  return `${netFn}/${group ?? ""}/${cmd}`;
}

export interface ConnectedBehaviour {
  readonly behaviour: Behaviour;
  /** Resolves when ipmi_sim has done everything ordered so far. */
  settled(): Promise<void>;
}

/** Behaviour at the other end of the module's socket. */
export function connectBehaviour(options: BehaviourOptions, socket: Duplex): ConnectedBehaviour {
  const handover: Handover = new Handover(socket, (request) => behaviour.answer(request), options.logger);
  const behaviour = new Behaviour(options, handover);
  handover.begin(behaviour.commands);
  return { behaviour, settled: () => handover.settled() };
}
