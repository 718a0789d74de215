/** The BMC watchdog timer (IPMI 2.0 section 27): ipmi_sim's own leaves out the countdown and most actions. */
import type { Cancel } from "../../src/base/clock.ts";
import { ClearMessageFlags } from "../../src/ipmi/commands/app/clear-message-flags.ts";
import { GetMessageFlags } from "../../src/ipmi/commands/app/get-message-flags.ts";
import { GetWatchdogTimer, type WatchdogState } from "../../src/ipmi/commands/app/get-watchdog-timer.ts";
import { ResetWatchdogTimer } from "../../src/ipmi/commands/app/reset-watchdog-timer.ts";
import { SetWatchdogTimer, type WatchdogSettings } from "../../src/ipmi/commands/app/set-watchdog-timer.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import { bmcAddress, type Controller } from "../machine/machine.ts";
import { type Handler, on, original, refuse } from "./handler.ts";
import type { Hardware } from "./hardware.ts";
import type { Power } from "./power.ts";
import type { Timers } from "./timers.ts";

const neverSet = 0x80;
const watchdog2 = 0x23;
const sensorSpecific = 0x6f;
/** Event data 2 holds interrupt and use; event data 3 nothing. */
const eventDataTwo = 0xc0;
const noData = 0xff;
const offsets = { none: 0, hardReset: 1, powerDown: 2, powerCycle: 3 } as const;
const preTimeoutOffset = 8;
const uses = { biosFrb2: 1, biosPost: 2, osLoad: 3, smsOs: 4, oem: 5 } as const;
const interrupts = { none: 0, smi: 1, nmi: 2, messaging: 3 } as const;
const preTimeoutFlag = 0x08;
const unitMs = 100;

type Use = WatchdogSettings["use"];

interface Watchdog {
  settings: WatchdogSettings | undefined;
  /** Monotonic time of the timeout, while it runs. */
  endsAt: number | undefined;
  expired: ReadonlySet<WatchdogState["expired"][number]>;
  preTimeoutFlag: boolean;
  cancels: Cancel[];
}

export class Watchdogs {
  readonly #hardware: Hardware;
  readonly #power: Power;
  readonly #timers: Timers;
  readonly #watchdogs = new Map<Controller, Watchdog>();

  constructor(hardware: Hardware, power: Power, timers: Timers) {
    this.#hardware = hardware;
    this.#power = power;
    this.#timers = timers;
  }

  of(controller: Controller): Watchdog {
    const known = this.#watchdogs.get(controller) ?? {
      settings: undefined,
      endsAt: undefined,
      expired: new Set(),
      preTimeoutFlag: false,
      cancels: [],
    };
    this.#watchdogs.set(controller, known);
    return known;
  }

  set(controller: Controller, settings: WatchdogSettings): void {
    const watchdog = this.of(controller);
    watchdog.settings = settings;
    watchdog.expired = new Set([...watchdog.expired].filter((use) => !settings.clearExpired.includes(use)));
    const goesOn = watchdog.endsAt !== undefined && settings.keepRunning;
    this.#stop(watchdog);
    if (goesOn) this.#start(controller, watchdog, settings);
  }

  reset(controller: Controller): void {
    const watchdog = this.of(controller);
    if (watchdog.settings === undefined) refuse(neverSet);
    this.#stop(watchdog);
    this.#start(controller, watchdog, watchdog.settings);
  }

  state(controller: Controller): WatchdogState {
    const { settings, endsAt, expired } = this.of(controller);
    const { use = 0, dontLog = false, action = "none", preTimeoutInterrupt = "none" } = settings ?? {};
    const initialCountdown = settings?.initialCountdown ?? 0;
    const left = endsAt === undefined ? 0 : Math.max(0, endsAt - this.#timers.clock.monotonic());
    return {
      use,
      running: endsAt !== undefined,
      dontLog,
      action,
      preTimeoutInterrupt,
      preTimeoutInterval: settings?.preTimeoutInterval ?? 0,
      expired: [...expired],
      initialCountdown,
      presentCountdown: endsAt === undefined ? initialCountdown : Math.ceil(left / unitMs),
    };
  }

  #start(controller: Controller, watchdog: Watchdog, settings: WatchdogSettings): void {
    const { initialCountdown, preTimeoutInterval, preTimeoutInterrupt } = settings;
    const total = initialCountdown * unitMs;
    watchdog.endsAt = this.#timers.clock.monotonic() + total;
    watchdog.cancels = [this.#timers.after(total, () => this.#expire(controller, watchdog, settings))];
    if (preTimeoutInterrupt === "none" || preTimeoutInterval === 0) return;
    const early = Math.max(0, total - preTimeoutInterval * 1000);
    watchdog.cancels.push(this.#timers.after(early, () => this.#warn(controller, watchdog, settings)));
  }

  #stop(watchdog: Watchdog): void {
    for (const cancel of watchdog.cancels) cancel();
    watchdog.cancels = [];
    watchdog.endsAt = undefined;
  }

  #warn(controller: Controller, watchdog: Watchdog, settings: WatchdogSettings): void {
    if (settings.preTimeoutInterrupt === "nmi") this.#hardware.operate(controller, "nmi");
    if (settings.preTimeoutInterrupt === "messaging") {
      watchdog.preTimeoutFlag = true;
      this.#hardware.attention(controller);
    }
    this.#log(controller, settings, preTimeoutOffset);
  }

  #expire(controller: Controller, watchdog: Watchdog, settings: WatchdogSettings): void {
    this.#stop(watchdog);
    const { use, action } = settings;
    watchdog.expired = new Set([...watchdog.expired, use]);
    this.#log(controller, settings, typeof action === "number" ? 0 : offsets[action]);
    if (action === "hardReset") this.#power.restart(controller, "watchdog", bmcChannel);
    else if (action === "powerDown") this.#power.off(controller);
    else if (action === "powerCycle") this.#power.cycle(controller, "watchdog");
  }

  #log(controller: Controller, { dontLog, use, preTimeoutInterrupt }: WatchdogSettings, offset: number): void {
    if (dontLog) return;
    const interrupt = typeof preTimeoutInterrupt === "number" ? preTimeoutInterrupt : interrupts[preTimeoutInterrupt];
    this.#hardware.event(controller.address, {
      sensorType: watchdog2,
      sensorNumber: controller.sensors.find(({ type }) => type === watchdog2)?.number ?? 0,
      eventType: sensorSpecific,
      asserted: true,
      data: [eventDataTwo | offset, (interrupt << 4) | codeOf(use), noData],
    });
  }
}

const bmcChannel = 0;

function codeOf(use: Use): number {
  return typeof use === "number" ? use : uses[use];
}

export function watchdogHandlers(watchdogs: Watchdogs): Handler[] {
  const onlyBmc = ({ address }: Controller) => {
    // ipmi_sim does not survive these commands to others.
    if (address !== bmcAddress) refuse(CompletionCode.invalidCommand);
  };
  const flags: Handler = {
    ...on(GetMessageFlags, () => original),
    answer({ controller }) {
      if (controller.address !== bmcAddress)
        return { kind: "answer", bytes: Uint8Array.of(CompletionCode.invalidCommand) };
      const bits = Uint8Array.of(watchdogs.of(controller).preTimeoutFlag ? preTimeoutFlag : 0);
      return { kind: "original-with-bits", bits };
    },
  };
  return [
    on(SetWatchdogTimer, (settings, { controller }) => {
      if (settings.preTimeoutInterrupt === "smi") return refuse(CompletionCode.invalidField);
      watchdogs.set(controller, settings);
      return {};
    }),
    on(ResetWatchdogTimer, (_request, { controller }) => {
      watchdogs.reset(controller);
      return {};
    }),
    on(GetWatchdogTimer, (_request, { controller }) => watchdogs.state(controller)),
    flags,
    on(ClearMessageFlags, ({ watchdogPreTimeout }, { controller }) => {
      onlyBmc(controller);
      if (watchdogPreTimeout) watchdogs.of(controller).preTimeoutFlag = false;
      return original;
    }),
  ];
}
