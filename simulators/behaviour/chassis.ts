/** Chassis commands of servers and boards (IPMI 2.0 section 28): power, restart cause, identification, panel, hours. */
import { ChassisControl } from "../../src/ipmi/commands/chassis/chassis-control.ts";
import { ChassisIdentify } from "../../src/ipmi/commands/chassis/chassis-identify.ts";
import { GetChassisCapabilities } from "../../src/ipmi/commands/chassis/get-chassis-capabilities.ts";
import { type ChassisStatus, GetChassisStatus } from "../../src/ipmi/commands/chassis/get-chassis-status.ts";
import { GetPohCounter } from "../../src/ipmi/commands/chassis/get-poh-counter.ts";
import { GetSystemRestartCause } from "../../src/ipmi/commands/chassis/get-system-restart-cause.ts";
import { SetFrontPanelEnables } from "../../src/ipmi/commands/chassis/set-front-panel-enables.ts";
import { SetPowerCycleInterval } from "../../src/ipmi/commands/chassis/set-power-cycle-interval.ts";
import { SetPowerRestorePolicy } from "../../src/ipmi/commands/chassis/set-power-restore-policy.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import { bmcAddress, type Controller, type Machine } from "../machine/machine.ts";
import { type Handler, on, original, refuse } from "./handler.ts";
import type { Power } from "./power.ts";

const defaultIdentifySeconds = 15;
const minutesPerHour = 60;
type RestorePolicy = Exclude<ChassisStatus["powerRestorePolicy"], number>;

/** What a chassis remembers beside its power. */
interface Panel {
  restorePolicy: RestorePolicy;
  disabledButtons: ChassisStatus["disabledButtons"];
}

export function chassisHandlers(machine: Machine, power: Power): Handler[] {
  const panels = new Map<Controller, Panel>();
  const panelOf = (controller: Controller): Panel => {
    const panel = panels.get(controller) ?? { restorePolicy: "restores", disabledButtons: [] };
    panels.set(controller, panel);
    return panel;
  };
  /** A shelf manager has no payload of its own: what ipmi_sim says of it is good enough. */
  const isShelfManager = ({ address }: Controller) => machine.platform === "atca" && address === bmcAddress;
  const chassis = (controller: Controller) => {
    if (!power.isChassis(controller) && !isShelfManager(controller)) refuse(CompletionCode.invalidCommand);
    return controller;
  };
  return [
    on(GetChassisCapabilities, (_request, { controller }) => {
      chassis(controller);
      return {
        intrusionSensor: false,
        frontPanelLockout: true,
        diagnosticInterrupt: true,
        powerInterlock: false,
        fruInfoDevice: bmcAddress,
        sdrDevice: bmcAddress,
        selDevice: bmcAddress,
        systemManagementDevice: bmcAddress,
        bridgeDevice: bmcAddress,
      };
    }),
    on(GetChassisStatus, (_request, { controller }) => {
      if (isShelfManager(chassis(controller))) return original;
      const { restorePolicy, disabledButtons } = panelOf(controller);
      return {
        powerOn: power.isOn(controller),
        powerOverload: false,
        powerInterlock: false,
        powerFault: false,
        powerControlFault: false,
        powerRestorePolicy: restorePolicy,
        lastEventAcFailed: false,
        lastEventOverload: false,
        lastEventInterlock: false,
        lastEventFault: false,
        lastPowerUpByCommand: power.of(controller).byCommand,
        intrusion: false,
        frontPanelLockout: (disabledButtons?.length ?? 0) > 0,
        driveFault: false,
        coolingFault: false,
        identify: power.of(controller).identify,
        identifySupported: true,
        disabledButtons,
        disableableButtons: ["powerOff", "reset", "diagnosticInterrupt"] as const,
      };
    }),
    on(ChassisControl, ({ action }, { controller, channel }) => {
      if (isShelfManager(chassis(controller))) return original;
      if (typeof action === "number") return refuse(CompletionCode.invalidField);
      power.control(controller, action, channel);
      return {};
    }),
    on(ChassisIdentify, ({ interval = defaultIdentifySeconds, forceOn = false }, { controller }) => {
      power.identify(chassis(controller), interval, forceOn);
      return {};
    }),
    on(SetPowerRestorePolicy, ({ policy }, { controller }) => {
      const panel = panelOf(chassis(controller));
      if (typeof policy === "number") return refuse(CompletionCode.invalidField);
      if (policy !== "noChange") panel.restorePolicy = policy;
      return { supported: ["staysOff", "restores", "powersUp"] as const };
    }),
    on(GetSystemRestartCause, (_request, { controller }) => power.of(chassis(controller)).restart),
    on(SetFrontPanelEnables, ({ disabledButtons }, { controller }) => {
      panelOf(chassis(controller)).disabledButtons = disabledButtons;
      return {};
    }),
    on(SetPowerCycleInterval, ({ interval }, { controller }) => {
      power.of(chassis(controller)).cycleMs = interval * 1000;
      return {};
    }),
    on(GetPohCounter, (_request, { controller }) => ({
      // Programs disagree about counts that are not minutes.
      minutesPerCount: 1,
      count: power.hoursOf(chassis(controller)) * minutesPerHour,
    })),
  ];
}
