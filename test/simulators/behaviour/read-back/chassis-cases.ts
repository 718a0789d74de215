/** What a server's controller answers beyond ipmi_sim: chassis (IPMI 2.0 section 28). */
import { expect } from "vitest";
import { ChassisControl } from "../../../../src/ipmi/commands/chassis/chassis-control.ts";
import { ChassisIdentify } from "../../../../src/ipmi/commands/chassis/chassis-identify.ts";
import { GetChassisCapabilities } from "../../../../src/ipmi/commands/chassis/get-chassis-capabilities.ts";
import { GetChassisStatus } from "../../../../src/ipmi/commands/chassis/get-chassis-status.ts";
import { GetPohCounter } from "../../../../src/ipmi/commands/chassis/get-poh-counter.ts";
import { GetSystemBootOptions } from "../../../../src/ipmi/commands/chassis/get-system-boot-options.ts";
import { GetSystemRestartCause } from "../../../../src/ipmi/commands/chassis/get-system-restart-cause.ts";
import { SetFrontPanelEnables } from "../../../../src/ipmi/commands/chassis/set-front-panel-enables.ts";
import { SetPowerCycleInterval } from "../../../../src/ipmi/commands/chassis/set-power-cycle-interval.ts";
import { SetPowerRestorePolicy } from "../../../../src/ipmi/commands/chassis/set-power-restore-policy.ts";
import { SetSystemBootOptions } from "../../../../src/ipmi/commands/chassis/set-system-boot-options.ts";
import { until } from "../../../support/until.ts";
import type { Bench } from "./bench.ts";
import { type BehaviourReadBackCase, read } from "./case.ts";

const bmc = 0x20;
const status = (bench: Bench) => bench.freeipmi("ipmi-chassis", "--get-chassis-status");

export const chassisReadBackCases: readonly BehaviourReadBackCase[] = [
  read("rack", GetChassisCapabilities, "ipmi-chassis --get-chassis-capabilities", async (bench) => {
    const capabilities = await bench.freeipmi("ipmi-chassis", "--get-chassis-capabilities");
    expect(capabilities).toMatch(/Front Panel Lockout\s+: Provided/i);
    expect(capabilities).toMatch(/Diagnostic Interrupt\s+: Provided/i);
    expect(capabilities).toMatch(/Power Interlock\s+: Not Provided/i);
    expect(capabilities).toMatch(/SEL Device Address\s+: 20h/i);
  }),
  read("rack", ChassisControl, "ipmitool chassis power", async (bench) => {
    await bench.ipmitool(bmc, "chassis", "power", "off");
    expect(await bench.ipmitool(bmc, "chassis", "power", "status")).toMatch(/is off/);
    await bench.ipmitool(bmc, "chassis", "power", "on");
    expect(await bench.ipmitool(bmc, "chassis", "power", "status")).toMatch(/is on/);
  }),
  read("rack", GetChassisStatus, "ipmi-chassis --get-chassis-status", async (bench) => {
    const shown = await status(bench);
    expect(shown).toMatch(/System Power\s+: on/);
    expect(shown).toMatch(/Last Power Event\s+: power on via ipmi command/i);
    expect(shown).toMatch(/Power fault\s+: false/i);
    expect(shown).toMatch(/Drive Fault\s+: false/i);
  }),
  read("rack", ChassisIdentify, "ipmitool chassis identify, ipmi-chassis", async (bench) => {
    await bench.ipmitool(bmc, "chassis", "identify", "force");
    expect(await status(bench)).toMatch(/Chassis Identify state\s+: .*indefinite/i);
    await bench.ipmitool(bmc, "chassis", "identify", "0");
    expect(await status(bench)).toMatch(/Chassis Identify state\s+: off/i);
  }),
  read("rack", SetPowerRestorePolicy, "ipmitool chassis policy, ipmi-chassis", async (bench) => {
    expect(await bench.ipmitool(bmc, "chassis", "policy", "list")).toMatch(/always-off.*|previous/);
    await bench.ipmitool(bmc, "chassis", "policy", "always-off");
    expect(await status(bench)).toMatch(/Power restore policy\s+: .*off/i);
  }),
  read("rack", GetSystemRestartCause, "ipmi-chassis --get-system-restart-cause", async (bench) => {
    const cause = await bench.freeipmi("ipmi-chassis", "--get-system-restart-cause");
    expect(cause).toMatch(/Restart cause\s+: Chassis Control/i);
  }),
  read("rack", SetFrontPanelEnables, "ipmi-config, ipmitool chassis status", async (bench) => {
    const buttons = ["Power_Off_Button_For_Power_Off_Only", "Reset_Button"].flatMap((button) => [
      "-e",
      `Chassis_Front_Panel_Buttons:Enable_${button}=No`,
    ]);
    await bench.freeipmi("ipmi-config", "--category=chassis", "--commit", ...buttons);
    const shown = await bench.ipmitool(bmc, "chassis", "status");
    expect(shown).toMatch(/Power Button Disabled *: true/);
    expect(shown).toMatch(/Diag Button Disabled *: false/);
    await bench.raw(bmc, 0, 0x0a, 0);
  }),
  read("rack", SetPowerCycleInterval, "ipmi-config", async (bench) => {
    const interval = ["-e", "Chassis_Power_Conf:Power_Cycle_Interval=1"];
    await bench.freeipmi("ipmi-config", "--category=chassis", "--commit", ...interval);
    await bench.ipmitool(bmc, "chassis", "power", "cycle");
    expect(await bench.ipmitool(bmc, "chassis", "power", "status")).toMatch(/is off/);
    await until(async () => (await bench.ipmitool(bmc, "chassis", "power", "status")).includes("is on"), {
      what: () => "the power to come back",
    });
  }),
  read("rack", GetPohCounter, "ipmitool chassis poh, ipmi-chassis", async (bench) => {
    const { hours = 0 } = (await bench.simulator.control.state()).controllers[0]?.power ?? {};
    expect(await bench.ipmitool(bmc, "chassis", "poh")).toContain(
      `${Math.floor(hours / 24)} days, ${hours % 24} hours`,
    );
    expect(await bench.freeipmi("ipmi-chassis", "--get-power-on-hours-counter")).toContain(`${hours} Hours`);
  }),
  read("rack", SetSystemBootOptions, "ipmitool chassis bootdev, bootparam get", async (bench) => {
    await bench.ipmitool(bmc, "chassis", "bootdev", "pxe");
    expect(await bench.ipmitool(bmc, "chassis", "bootparam", "get", "5")).toMatch(
      /Options apply to only next boot[\s\S]*Boot Device Selector : Force PXE/,
    );
  }),
  read("rack", GetSystemBootOptions, "ipmi-config", async (bench) => {
    const flags = ["--category=chassis", "--checkout", "--section=Chassis_Boot_Flags"];
    const shown = await bench.freeipmi("ipmi-config", ...flags);
    expect(shown).toMatch(/Boot_Device\s+PXE/);
    expect(shown).toMatch(/Boot_Flags_Persistent\s+No/);
  }),
];
