/** What controllers answer beyond ipmi_sim about themselves (IPMI 2.0 sections 20, 22 and 27) and of software's events. */
import { expect } from "vitest";
import type { Command } from "../../../../src/ipmi/command.ts";
import { ClearMessageFlags } from "../../../../src/ipmi/commands/app/clear-message-flags.ts";
import { ColdReset } from "../../../../src/ipmi/commands/app/cold-reset.ts";
import { GetAcpiPowerState } from "../../../../src/ipmi/commands/app/get-acpi-power-state.ts";
import { GetCommandEnables } from "../../../../src/ipmi/commands/app/get-command-enables.ts";
import { GetCommandSupport } from "../../../../src/ipmi/commands/app/get-command-support.ts";
import { GetConfigurableCommands } from "../../../../src/ipmi/commands/app/get-configurable-commands.ts";
import { GetDeviceGuid } from "../../../../src/ipmi/commands/app/get-device-guid.ts";
import { GetMessage } from "../../../../src/ipmi/commands/app/get-message.ts";
import { GetMessageFlags } from "../../../../src/ipmi/commands/app/get-message-flags.ts";
import { GetNetfnSupport } from "../../../../src/ipmi/commands/app/get-netfn-support.ts";
import { GetSelfTestResults } from "../../../../src/ipmi/commands/app/get-self-test-results.ts";
import { GetSystemGuid } from "../../../../src/ipmi/commands/app/get-system-guid.ts";
import { GetSystemInfoParameters } from "../../../../src/ipmi/commands/app/get-system-info-parameters.ts";
import { GetWatchdogTimer } from "../../../../src/ipmi/commands/app/get-watchdog-timer.ts";
import { ResetWatchdogTimer } from "../../../../src/ipmi/commands/app/reset-watchdog-timer.ts";
import { SetAcpiPowerState } from "../../../../src/ipmi/commands/app/set-acpi-power-state.ts";
import { SetSystemInfoParameters } from "../../../../src/ipmi/commands/app/set-system-info-parameters.ts";
import { SetWatchdogTimer } from "../../../../src/ipmi/commands/app/set-watchdog-timer.ts";
import { WarmReset } from "../../../../src/ipmi/commands/app/warm-reset.ts";
import { PlatformEvent } from "../../../../src/ipmi/commands/sensor-event/platform-event.ts";
import { until } from "../../../support/until.ts";
import type { Bench } from "./bench.ts";
import { type BehaviourReadBackCase, dissected, read } from "./case.ts";

const bmc = 0x20;
const board = 0x9c;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const acpi = (bench: Bench) => bench.freeipmi("bmc-device", "--get-acpi-power-state");
const systemName = (bench: Bench) => bench.ipmitool(bmc, "mc", "getsysinfo", "system_name");
const watchdog = (bench: Bench) => bench.ipmitool(bmc, "mc", "watchdog", "get");

async function isAwayAndBack(bench: Bench): Promise<void> {
  await expect(bench.ipmitool(board, "mc", "info")).rejects.toMatchObject({ code: 1 });
  const answers = () =>
    bench.ipmitool(board, "mc", "info").then(
      () => true,
      () => false,
    );
  await until(answers, { what: () => "the controller" });
}

/** What Wireshark reads of a board's Device ID, and that it came in a message. */
const deviceIdInMessage = {
  "app33.msg": "Rsp, Get Device ID, Command Completed Normally",
  "app00.dev.provides_dev_sdr": "1",
  "app00.dev.rev": "0x01",
  "app01.ads.chassis": "1",
  "app01.ads.fru": "1",
  "app01.ads.ipmb_ev_gen": "1",
  "app01.ads.sensor": "1",
  "app01.fw.aux": "00:00:00:00",
  "app01.fw.major": "0x03",
  "app01.fw.minor": "0x12",
  "app01.ipmi.version": "2",
  "app01.manufacturer": "32473",
  "app01.product": "0x0508",
};
const app = 0x06;
const [clearMessageFlags, getMessageFlags, getMessage, sendMessage] = [0x30, 0x31, 0x33, 0x34];

/** With the answer of another controller, to Get Device ID, in the BMC's queue. */
async function withMessageWaiting(bench: Bench, speak: Parameters<Bench["atSystemInterface"]>[0]): Promise<void> {
  await bench.atSystemInterface(async (ask) => {
    await ask(app, sendMessage, 0, 0x82, 0x18, 0x66, 0x20, 0x06, 0x01, 0xd9);
    await until(async () => (await ask(app, getMessageFlags))[1] === 1, { what: () => "the message" });
    await speak(ask);
  });
}

export const appReadBackCases: readonly BehaviourReadBackCase[] = [
  read("atca-14", ColdReset, "ipmitool mc reset cold", async (bench) => {
    expect(await bench.ipmitool(board, "mc", "reset", "cold")).toMatch(/Sent cold reset command to MC/);
    await isAwayAndBack(bench);
  }),
  read("atca-14", WarmReset, "ipmitool mc reset warm", async (bench) => {
    expect(await bench.ipmitool(board, "mc", "reset", "warm")).toMatch(/Sent warm reset command to MC/);
    await isAwayAndBack(bench);
  }),
  read("rack", GetSelfTestResults, "ipmitool mc selftest, bmc-device", async (bench) => {
    expect(await bench.ipmitool(bmc, "mc", "selftest")).toMatch(/Selftest: passed/);
    expect(await bench.freeipmi("bmc-device", "--get-self-test-results")).toMatch(/passed|no error/i);
  }),
  read("rack", GetDeviceGuid, "bmc-info --get-device-guid", async (bench) => {
    expect((await bench.freeipmi("bmc-info", "--get-device-guid")).trim()).toMatch(uuid);
  }),
  read("rack", GetSystemGuid, "bmc-info --get-system-guid, ipmitool mc guid", async (bench) => {
    const guid = (await bench.freeipmi("bmc-info", "--get-system-guid")).trim();
    expect(guid).toMatch(uuid);
    const shown = await bench.ipmitool(bmc, "mc", "guid", "ipmi");
    expect(shown).toContain(guid);
    expect(shown).toMatch(/GUID Version +: Random/);
  }),
  read("rack", SetAcpiPowerState, "bmc-device --set-acpi-power-state", async (bench) => {
    const state = ["--set-acpi-system-power-state=S3", "--set-acpi-device-power-state=D2"];
    await bench.freeipmi("bmc-device", "--set-acpi-power-state", ...state);
    expect(await acpi(bench)).toMatch(/S3[\s\S]*D2/);
  }),
  read("rack", GetAcpiPowerState, "bmc-device --get-acpi-power-state", async (bench) => {
    await bench.ipmitool(bmc, "chassis", "power", "reset");
    expect(await acpi(bench)).toMatch(/S0[\s\S]*D0/);
  }),
  read("rack", SetSystemInfoParameters, "ipmitool mc setsysinfo, getsysinfo", async (bench) => {
    await bench.ipmitool(bmc, "mc", "setsysinfo", "system_name", "rack-1.room-4.example.org");
    expect((await systemName(bench)).trim()).toBe("rack-1.room-4.example.org");
  }),
  read("rack", GetSystemInfoParameters, "ipmitool mc getsysinfo, bmc-info", async (bench) => {
    expect((await bench.ipmitool(bmc, "mc", "getsysinfo", "system_fw_version")).trim()).toBe("2.74");
    expect(await bench.freeipmi("bmc-info", "-l", "admin", "--get-system-info")).toContain("2.74");
  }),
  ...(
    [
      [GetNetfnSupport, /^00,00 support: /m],
      [GetCommandSupport, /^00,06 support: +de17/m],
      [GetConfigurableCommands, /^00,06 configurable: +0000/m],
      [GetCommandEnables, /^00,06 enabled: +de17/m],
    ] as const
  ).map(([command, expected]) =>
    read("rack", command as Command<unknown, unknown>, "ipmitool firewall info", async (bench) => {
      expect(await bench.ipmitool(bmc, "firewall", "info", "channel", "0xe", "lun", "0")).toMatch(expected);
    }),
  ),
  read("rack", SetWatchdogTimer, "ipmitool mc watchdog off, watchdog get", async (bench) => {
    await bench.raw(bmc, 6, 0x24, 4, 0x21, 2, 0, 0x58, 0x02);
    expect(await watchdog(bench)).toMatch(/Watchdog Timer Use: +SMS\/OS/);
    await bench.ipmitool(bmc, "mc", "watchdog", "off");
    expect(await watchdog(bench)).toMatch(/Watchdog Timer Is: +Stopped/);
  }),
  read("rack", ResetWatchdogTimer, "ipmitool mc watchdog reset, watchdog get", async (bench) => {
    await bench.raw(bmc, 6, 0x24, 4, 0, 0, 0, 0x58, 0x02);
    await bench.ipmitool(bmc, "mc", "watchdog", "reset");
    expect(await watchdog(bench)).toMatch(/Watchdog Timer Is: +Started\/Running/);
    await bench.ipmitool(bmc, "mc", "watchdog", "off");
  }),
  read("rack", GetWatchdogTimer, "ipmitool mc watchdog get", async (bench) => {
    await bench.raw(bmc, 6, 0x24, 4, 0x21, 2, 0, 0x58, 0x02);
    const shown = await watchdog(bench);
    expect(shown).toMatch(/Pre-timeout interrupt: +NMI/);
    expect(shown).toMatch(/Timer Action: +Hard Reset/i);
    expect(shown).toMatch(/Initial Countdown: +60.0 sec/);
    expect(shown).toMatch(/Present Countdown: +60.0 sec/);
  }),
  // Only the system interface carries the next three; other programs want the kernel's driver for that.
  dissected("atca-14", GetMessageFlags, { "app31.byte1.rmq": "1" }, (bench) =>
    withMessageWaiting(bench, async () => {}),
  ),
  dissected("atca-14", ClearMessageFlags, {}, (bench) =>
    withMessageWaiting(bench, async (ask) => void (await ask(app, clearMessageFlags, 0x01))),
  ),
  dissected("atca-14", GetMessage, deviceIdInMessage, (bench) =>
    withMessageWaiting(bench, async (ask) => void (await ask(app, getMessage))),
  ),
  read("rack", PlatformEvent, "ipmitool event, bmc-device --platform-event, ipmitool sel elist", async (bench) => {
    await bench.ipmitool(bmc, "sel", "clear");
    await bench.ipmitool(bmc, "event", "1");
    await bench.freeipmi("bmc-device", "--platform-event=0x33 0x04 0x07 0x30 0x6f assertion 0x01 0x02 0x03");
    const log = await bench.ipmitool(bmc, "sel", "elist", "-v");
    expect(log).toMatch(/Sensor Type +: Temperature[\s\S]*Sensor Number +: 30[\s\S]*Event Data +: 09ffff/);
    expect(log).toMatch(/Event Data +: 010203/);
  }),
];
