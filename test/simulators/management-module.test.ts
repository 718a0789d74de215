import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import {
  loadMachine,
  type Machine,
  type ModuleAddress,
  type Simulator,
  startSimulator,
} from "../../simulators/index.ts";
import { TrapReceiver } from "../snmp/support/snmptrapd.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { until } from "../support/until.ts";
import { freeipmi, ipmitool } from "./tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "freeipmi", "snmp", "gcc", "libc", "libopenipmi");

/** Objects of BLADE-MIB (July 2013) by their names there, below bladeCenterSnmpMIB. */
const oids = {
  frontPanelTemp: "2.1.5.1",
  plus12Volt: "2.2.1.3",
  blower1speed: "2.3.1",
  blower1speedRPM: "2.3.20",
  powerModuleState: "2.4.1.1.3",
  systemHealthStat: "2.7.1",
  systemHealthSummaryDescription: "2.7.2.1.3",
  ledBladeName: "2.8.2.1.1.6",
  fuelGaugeTotalPower: "2.10.1.1.1.7",
  pd1ModuleName: "2.10.2.1.1.5",
  bladeHardwareVpdSerialNumber: "2.21.4.1.1.6",
  readEventLogString: "3.4.2.1.2",
  clearEventLog: "3.4.3",
  ledBladeIdentity: "2.8.2.1.1.11",
  powerRestartBladePowerState: "22.1.6.1.1.4",
  powerOnOffBlade: "22.1.6.1.1.7",
  restartBlade: "22.1.6.1.1.8",
  bladeExists: "22.1.5.1.1.3",
  bladePowerState: "22.1.5.1.1.4",
  bladeHealthState: "22.1.5.1.1.5",
  temperatureCPU1: "22.1.5.3.1.6",
  temperatureCPU1Warning: "22.1.5.4.1.7",
  bladePlus12Volt: "22.1.5.5.1.8",
  chassisPBsInstalled: "22.4.25",
  chassisSMsInstalled: "22.4.29",
  chassisActiveMM: "22.4.34",
  mmPresent: "22.5.1.1.2",
  mmPrimary: "22.5.1.1.4",
} as const;

const oidOf = (name: keyof typeof oids) => `1.3.6.1.4.1.2.3.51.2.${oids[name]}`;

describe("the management modules of a simulated BladeCenter", () => {
  let machine: Machine;
  let simulator: Simulator;
  beforeAll(async () => {
    machine = await loadMachine("bladecenter");
    simulator = await startSimulator({ machine, timing: { shutdown: 50 } });
  });
  afterAll(() => simulator?.stop());

  const moduleIn = (bay: number): ModuleAddress => {
    const found = simulator.managementModules.find((module) => module.bay === bay);
    if (found === undefined) throw new Error(`no management module ${bay}`);
    return found;
  };
  const community = (bay: number, version = "2c") => {
    const { host, port, community: name } = moduleIn(bay);
    return [`-v${version}`, "-r", "0", "-t", "2", "-Onqv", "-m", "", "-c", name, `${host}:${port}`];
  };
  const walk = async (name: keyof typeof oids, bay = 1) =>
    (await run("snmpwalk", [...community(bay), oidOf(name)])).stdout
      .trim()
      .split("\n")
      .map((line) => line.replace(/^"(.*)"$/, "$1"));
  const get = async (name: keyof typeof oids, index = 0, bay = 1) =>
    (await run("snmpget", [...community(bay), `${oidOf(name)}.${index}`])).stdout.trim().replace(/^"(.*)"$/, "$1");
  const log = () => walk("readEventLogString");

  it("show by SNMP what the description says", async () => {
    expect(await get("frontPanelTemp")).toBe("  23.50 Centigrade");
    expect(await get("plus12Volt")).toBe("+12.18 Volts");
    expect(await get("blower1speed")).toBe(" 72% of maximum");
    expect(await get("blower1speedRPM")).toBe("2800");
    expect(await walk("powerModuleState")).toEqual(["1", "1", "1", "1"]);
    expect(await get("systemHealthStat")).toBe("255");
    expect(await walk("systemHealthSummaryDescription")).toEqual(["No critical or warning events"]);
    expect(await walk("fuelGaugeTotalPower")).toEqual(["2880W", "2880W"]);
    expect((await walk("pd1ModuleName")).slice(9)).toEqual([
      "I/O Module 4",
      ...[1, 2, 3, 4, 5, 6].map((n) => `Blade 0${n}`),
    ]);
    expect(await get("chassisPBsInstalled")).toBe("1".repeat(14));
    expect(await get("chassisSMsInstalled")).toBe("1110");
    const blades = machine.controllers.filter(({ name }) => name.startsWith("blade-"));
    expect(await walk("ledBladeName")).toEqual(blades.map(({ label }) => label));
    expect(await walk("bladeHardwareVpdSerialNumber")).toEqual(blades.map(({ fru }) => fru?.board?.serial));
    expect(await walk("bladeHealthState")).toEqual(blades.map(() => "1"));
    expect(await walk("bladePlus12Volt")).toEqual(blades.map(() => "+12.12 Volts"));
    expect(await walk("temperatureCPU1Warning")).toEqual(blades.map(() => "  85.00 Centigrade"));
  });

  it("answer SNMPv1, SNMPv2c and SNMPv3 with the login published, and nobody else", async () => {
    const name = `${oidOf("chassisActiveMM")}.0`;
    expect((await run("snmpget", [...community(1, "1"), name])).stdout.trim()).toBe("1");
    const { host, port, user, authProtocol, authPassword, privProtocol, privPassword } = moduleIn(1);
    const v3 = (auth: string) => {
      const login = ["-u", user, "-a", authProtocol, "-A", auth, "-x", privProtocol, "-X", privPassword];
      return run("snmpget", ["-v3", "-l", "authPriv", ...login, "-r", "0", "-Onqv", "-m", "", `${host}:${port}`, name]);
    };
    expect((await v3(authPassword)).stdout.trim()).toBe("1");
    expect((await v3(`${authPassword}x`)).code).not.toBe(0);
    const public_ = community(1).map((word) => (word === moduleIn(1).community ? "public" : word));
    expect((await run("snmpget", [...public_, name])).code).not.toBe(0);
  });

  it("have all their objects in order, none without a value", async () => {
    const { stdout, code } = await run("snmpbulkwalk", [...community(1), "-Cr40", "1.3.6.1"]);
    expect(code).toBe(0);
    expect(stdout.trim().split("\n").length).toBeGreaterThan(1800);
    expect(stdout).not.toMatch(/No Such|NULL/);
  });

  it("follow sensors, and tell in health and log what is wrong", async () => {
    await simulator.control.setSensor("blade-03/CPU 1 Temp", 94);
    expect(await get("temperatureCPU1", 3)).toBe("  94.00 Centigrade");
    expect(await get("bladeHealthState", 3)).toBe("3");
    expect(await get("systemHealthStat")).toBe("0");
    const text = "CPU 1 Temp reads 94 degrees-c, too high";
    expect(await walk("systemHealthSummaryDescription")).toEqual([text]);
    expect((await simulator.control.state()).managementModules).toMatchObject({
      active: 1,
      modules: [
        { bay: 1, installed: true, port: moduleIn(1).port },
        { bay: 2, installed: true, port: moduleIn(2).port },
      ],
      troubles: [`BLADE_03: ${text}`],
      logged: 1,
    });
    const stamp = String.raw`Name:SN#BNC7402188  Date:\d\d/\d\d/\d\d  Time:\d\d:\d\d:\d\d`;
    expect((await log())[0]).toMatch(new RegExp(`^Severity:ERR   Source:BLADE_03  ${stamp}  Text:${text}$`));
    await simulator.control.setSensor("blade-03/CPU 1 Temp", 54);
    expect(await get("bladeHealthState", 3)).toBe("1");
    expect((await log())[0]).toMatch(/^Severity:INFO {2}Source:BLADE_03 .*Text:Recovery: CPU 1 Temp/);
    await simulator.control.setDiscrete("Power Module 2", "failure-detected", true);
    expect(await walk("powerModuleState")).toEqual(["1", "4", "1", "1"]);
    await simulator.control.setDiscrete("Power Module 2", "failure-detected", false);
  });

  it("show a blade that is taken out or switched off", async () => {
    await simulator.control.setDiscrete("chassis/Blade 5", "entity-absent", true);
    await simulator.control.setDiscrete("chassis/Blade 5", "entity-present", false);
    expect(await get("chassisPBsInstalled")).toBe("11110111111111");
    expect(await get("bladeExists", 5)).toBe("0");
    expect((await log())[0]).toMatch(/Source:BLADE_05 .*Text:Blade 5 was removed$/);
    await simulator.control.setDiscrete("chassis/Blade 5", "entity-present", true);
    await simulator.control.setDiscrete("chassis/Blade 5", "entity-absent", false);
    expect(await get("bladeExists", 5)).toBe("1");

    const blade = simulator.bmcs.find(({ name }) => name === "blade-07");
    if (blade === undefined) throw new Error("no blade-07");
    await ipmitool(blade, "chassis", "power", "off");
    expect(await get("bladePowerState", 7)).toBe("0");
    expect(await get("temperatureCPU1", 7)).toBe("No Temperature");
    await ipmitool(blade, "chassis", "power", "on");
  });

  it("switch blades on and off, restart and identify them, as their own controllers say", async () => {
    const blade = simulator.bmcs.find(({ name }) => name === "blade-04");
    if (blade === undefined) throw new Error("no blade-04");
    const set = async (name: keyof typeof oids, value: number, bay = 4) =>
      (await run("snmpset", [...community(1), `${oidOf(name)}.${bay}`, "i", `${value}`])).code;
    const power = () => ipmitool(blade, "chassis", "power", "status");
    expect(await set("powerOnOffBlade", 0)).toBe(0);
    expect(await power()).toMatch(/is off/);
    expect(await get("powerRestartBladePowerState", 4)).toBe("0");
    expect(await set("restartBlade", 1)).toBe(0);
    expect(await power()).toMatch(/is on/);
    expect(await set("restartBlade", 1)).toBe(0);
    expect(await ipmitool(blade, "chassis", "restart_cause")).toMatch(/chassis power control/i);
    expect(await set("powerOnOffBlade", 2)).toBe(0);
    await until(async () => (await power()).includes("is off"), { what: () => "the end of the blade" });
    expect(await set("powerOnOffBlade", 1)).toBe(0);
    expect(await power()).toMatch(/is on/);

    expect(await set("ledBladeIdentity", 1)).toBe(0);
    const status = await freeipmi(blade, "ipmi-chassis", "--get-chassis-status");
    expect(status).toMatch(/Chassis Identify state\s+: .*indefinite/i);
    expect(await get("ledBladeIdentity", 4)).toBe("1");
    expect(await set("ledBladeIdentity", 0)).toBe(0);
    expect(await get("ledBladeIdentity", 4)).toBe("0");

    expect(await set("powerOnOffBlade", 7)).not.toBe(0);
    expect(await set("restartBlade", 0)).not.toBe(0);
    await simulator.control.pull("blade-04");
    expect(await set("powerOnOffBlade", 1)).not.toBe(0);
    await simulator.control.plug("blade-04");
  });

  it("change over when the active one is taken out; the standby one is silent", async () => {
    const silent = async (bay: number) =>
      (await run("snmpget", [...community(bay), `${oidOf("chassisActiveMM")}.0`])).code;
    expect(await silent(2)).not.toBe(0);
    await simulator.control.setDiscrete("MM Bay 1", "device-installed", false);
    expect(await silent(1)).not.toBe(0);
    expect(await get("chassisActiveMM", 0, 2)).toBe("2");
    expect(await walk("mmPresent", 2)).toEqual(["0", "1"]);
    expect(await walk("mmPrimary", 2)).toEqual(["0", "1"]);
    expect((await walk("readEventLogString", 2))[0]).toMatch(/Source:MM_02 .*Text:Management module 2 is active now$/);
    // One that is put back stays the standby one.
    await simulator.control.setDiscrete("MM Bay 1", "device-installed", true);
    expect(await silent(1)).not.toBe(0);
    await simulator.control.setDiscrete("MM Bay 2", "device-installed", false);
    expect(await get("chassisActiveMM")).toBe("1");
    await simulator.control.setDiscrete("MM Bay 2", "device-installed", true);
  });

  it("let a manager clear the log", async () => {
    expect((await log()).length).toBeGreaterThan(5);
    expect((await run("snmpset", [...community(1), `${oidOf("clearEventLog")}.0`, "i", "1"])).code).toBe(0);
    expect((await walk("readEventLogString")).join("")).toMatch(/No Such|^$/);
  });
});

describe("the traps of management modules", () => {
  const receiving = requires("ipmi_sim", "snmptrapd");

  receiving.it("tell receivers of SNMPv1 and SNMPv2c what is logged", { timeout: 30_000 }, async () => {
    const receiver = await TrapReceiver.start();
    const far = await TrapReceiver.start({ host: "::1" });
    const to = { host: "127.0.0.1", port: receiver.port, community: "traps" };
    const simulator = await startSimulator({
      machine: "bladecenter",
      trapReceivers: [
        { ...to, version: "v1" },
        { ...to, version: "v2c" },
        { ...to, community: "another" },
        { host: "::1", port: far.port, community: "traps" },
      ],
    });
    onTestFinished(() => simulator.stop());
    const told = (version: string) => receiver.lines.filter((line) => line.startsWith(`${version} `));
    const has = (count: number) =>
      until(() => told("v1").length >= count && told("v2").length >= count, { what: () => `${count} traps` });
    const trapObject = (line: string | undefined, arc: number) =>
      new RegExp(String.raw`158\.3\.1\.1\.${arc}\.0 = "?(.*?)"?(\t|$)`).exec(line ?? "")?.[1];

    await simulator.control.setSensor("blade-03/CPU 1 Temp", 94);
    await has(1);
    await simulator.control.setSensor("blade-03/CPU 1 Temp", 54);
    await has(2);
    await simulator.control.setDiscrete("Power Module 2", "failure-detected", true);
    await has(3);
    // mmTrapBladeC, mmTrapBladeS, mmTrapPsC: enterprise, generic and specific number.
    const enterprise = ".1.3.6.1.4.1.2.6.158.3";
    expect(told("v1").map((line) => line.split(/[ \t]/).slice(1, 4))).toEqual(
      [".128", ".176", ".4"].map((specific) => [enterprise, "6", specific]),
    );
    const [error, recovery, power] = told("v2");
    expect(trapObject(error, 8)).toBe("CPU 1 Temp reads 94 degrees-c, too high");
    expect(trapObject(error, 7)).toBe("0");
    expect(trapObject(error, 15)).toBe("BLADE_03");
    expect(trapObject(error, 12)).toBe(
      (await loadMachine("bladecenter")).controllers.find(({ name }) => name === "blade-03")?.fru?.board?.serial,
    );
    expect(trapObject(recovery, 7)).toBe("8");
    expect(trapObject(recovery, 8)).toMatch(/^Recovery: CPU 1 Temp/);
    expect(trapObject(power, 15)).toBe("Power_02");
    expect(receiver.lines).toHaveLength(6);
    await until(() => far.lines.length === 3, { what: () => "traps over IPv6" });
    expect(trapObject(far.lines[0], 15)).toBe("BLADE_03");
  });
});

describe("machines without management modules", () => {
  it("have none", async () => {
    const simulator = await startSimulator({ machine: "rack" });
    expect(simulator.managementModules).toEqual([]);
    await simulator.stop();
  });
});
