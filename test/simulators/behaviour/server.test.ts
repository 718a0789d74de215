import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { type Simulator, startSimulator } from "../../../simulators/index.ts";
import { requires } from "../../support/requires.ts";
import { until } from "../../support/until.ts";
import { freeipmi, ipmitool, sensorsIn } from "../tools.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "freeipmi", "gcc", "libc", "libopenipmi");

/** `name : value` lines as a map. */
function fieldsOf(output: string): Map<string, string> {
  return new Map(
    output.split("\n").flatMap((line) => {
      const match = /^\s*(.+?)\s*:\s*(.*?)\s*$/.exec(line);
      return match?.[1] === undefined ? [] : [[match[1], match[2] ?? ""] as const];
    }),
  );
}

describe("a server as ipmitool and FreeIPMI manage it", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ machine: "rack", timing: { reboot: 2000, powerCycle: 100, shutdown: 50 } });
  });
  afterAll(() => simulator?.stop());

  const tool = (...args: readonly string[]) => ipmitool(simulator, ...args);
  const free = (name: string, ...args: readonly string[]) => freeipmi(simulator, name, ...args);
  const chassis = async (option: string) => fieldsOf(await free("ipmi-chassis", option));
  const isOn = async () => (await chassis("--get-chassis-status")).get("System Power") === "on";
  const log = async () =>
    (await tool("sel", "elist").catch(() => ""))
      .trim()
      .split("\n")
      .map((line) => line.split("|").slice(3).join("|").trim())
      .filter(Boolean);

  describe("power", () => {
    it("goes off with its sensors, and comes back with what they read", async () => {
      const readings = async () =>
        new Map(sensorsIn(await tool("sdr", "elist", "full")).map(({ name, reading }) => [name, reading]));
      const before = await readings();
      await tool("sel", "clear");
      await tool("chassis", "power", "off");
      expect(await isOn()).toBe(false);
      const off = await readings();
      expect([off.get("Fan 1"), off.get("P12V"), off.get("CPU1 Vcore")]).toEqual(Array(3).fill("No Reading"));
      expect(off.get("CPU1 Temp")).toBe("25 degrees C");
      expect(off.get("P3V3 Standby")).toBe(before.get("P3V3 Standby"));
      expect(await log()).toEqual(
        expect.arrayContaining([
          "Power Unit Power Unit | Power off/down | Asserted",
          "System ACPI Power State ACPI State | S5/G2: soft-off | Asserted",
        ]),
      );
      await tool("chassis", "power", "on");
      expect(await isOn()).toBe(true);
      expect(await readings()).toEqual(before);
      expect((await chassis("--get-chassis-status")).get("Last Power Event")).toMatch(/power on via ipmi command/i);
      expect((await chassis("--get-system-restart-cause")).get("Restart cause") ?? "").toMatch(/chassis control/i);
    });

    it("is cycled: off for a moment, then on", async () => {
      const restarts = async () => (await simulator.control.state()).controllers[0]?.power?.restarts ?? 0;
      const before = await restarts();
      await tool("chassis", "power", "cycle");
      await until(async () => (await restarts()) === before + 1 && (await isOn()), { what: () => "power" });
      expect((await log()).filter((line) => line.includes("Power off/down"))).toHaveLength(4);
    });

    it("ends an operating system in order", async () => {
      await tool("chassis", "power", "soft");
      await until(async () => !(await isOn()), { what: () => "the end" });
      await expect(tool("raw", "0", "2", "3")).rejects.toMatchObject({ stderr: expect.stringContaining("rsp=0xd5") });
      await tool("chassis", "power", "on");
    });

    it("stays in step with what other programs see", async () => {
      expect((await simulator.control.state()).controllers[0]?.power).toMatchObject({ on: true });
    });
  });

  it("remembers the restore policy, panel and identification", async () => {
    await tool("chassis", "policy", "always-off");
    await tool("raw", "0", "0x0a", "0x03");
    await tool("chassis", "identify", "force");
    const status = await chassis("--get-chassis-status");
    expect(status.get("Power restore policy")).toMatch(/off/i);
    expect(status.get("Chassis Identify state")).toMatch(/indefinite/i);
    const seen = fieldsOf(await tool("chassis", "status"));
    expect(seen.get("Power Restore Policy")).toBe("always-off");
    expect(seen.get("Power Button Disabled")).toBe("true");
    expect(seen.get("Reset Button Disabled")).toBe("true");
    expect(seen.get("Diag Button Disabled")).toBe("false");
    await tool("chassis", "identify", "1");
    await until(async () => (await simulator.control.state()).controllers[0]?.power?.identify === "off", {
      what: () => "the end of the identification",
    });
    await tool("raw", "0", "0x0a", "0");
  });

  it("counts hours", async () => {
    const { hours } = (await simulator.control.state()).controllers[0]?.power ?? {};
    expect(await tool("chassis", "poh")).toContain(`${Math.floor((hours ?? 0) / 24)} days, ${(hours ?? 0) % 24} hours`);
    expect((await chassis("--get-power-on-hours-counter")).get("Power on hours") ?? "").toContain(`${hours} Hours`);
  });

  it("keeps boot options, those for one start only until it", async () => {
    await tool("chassis", "bootdev", "pxe");
    expect(await tool("chassis", "bootparam", "get", "5")).toMatch(
      /Options apply to only next boot[\s\S]*Boot Device Selector : Force PXE/,
    );
    expect(await tool("chassis", "bootparam", "get", "4")).toMatch(/Boot parameter 4 is valid\/unlocked/);
    const config = await free("ipmi-config", "--category=chassis", "--checkout", "--section=Chassis_Boot_Flags");
    expect(config).toMatch(/Boot_Device\s+PXE/);
    expect(config).toMatch(/Boot_Flags_Persistent\s+No/);
    await tool("chassis", "power", "reset");
    expect(await tool("chassis", "bootparam", "get", "5")).toMatch(/Boot Flag Invalid/);
    await tool("chassis", "bootdev", "disk", "options=persistent");
    await tool("chassis", "power", "reset");
    expect(await tool("chassis", "bootparam", "get", "5")).toMatch(
      /Boot Flag Valid[\s\S]*Options apply to all future boots[\s\S]*Force Boot from default Hard-Drive/,
    );
    await expect(tool("raw", "0", "9", "0x60", "0", "0")).rejects.toMatchObject({
      stderr: expect.stringContaining("rsp=0x80"),
    });
  });

  describe("DCMI", () => {
    it("tells what it can", async () => {
      const info = await free("ipmi-dcmi", "--get-dcmi-capability-info");
      expect(fieldsOf(info).get("Power Management / Monitoring Support")).toBe("Available");
      expect(fieldsOf(info).get("Asset Tag")).toBe("Available");
      expect(await tool("dcmi", "discover")).toMatch(/Power management available/);
    });

    it("reads the power that the sensor reads", async () => {
      await simulator.control.setSensor("System Power", 340);
      const byFree = fieldsOf(await free("ipmi-dcmi", "--get-system-power-statistics"));
      expect(byFree.get("Current Power")).toBe("340 Watts");
      expect(byFree.get("Power Measurement")).toMatch(/active/i);
      expect(await tool("dcmi", "power", "reading")).toMatch(/Instantaneous power reading: +340 Watts/);
      await tool("chassis", "power", "off");
      expect(await tool("dcmi", "power", "reading")).toMatch(/Instantaneous power reading: +12 Watts/);
      await tool("chassis", "power", "on");
      await simulator.control.setSensor("System Power", 324);
    });

    it("limits power, while the limit is active", async () => {
      expect(await tool("dcmi", "power", "get_limit")).toMatch(/No Active Power Limit/);
      // FreeIPMI does not send the action it is told.
      const action = ["0", "0", "0", "0x11"];
      await tool("raw", "0x2c", "4", "0xdc", ...action, "200", "0", "100", "0", "0", "0", "0", "0", "5", "0");
      await free("ipmi-dcmi", "--activate-deactivate-power-limit=ACTIVATE");
      const limit = fieldsOf(await free("ipmi-dcmi", "--get-power-limit"));
      expect(limit.get("Power Limit Requested")).toBe("200 watts");
      expect(limit.get("Correction time limit")).toBe("100 milliseconds");
      expect(limit.get("Exception Actions")).toMatch(/11h/i);
      expect(await tool("dcmi", "power", "get_limit")).toMatch(/Power Limit Active[\s\S]*Power Limit: +200 Watts/);
      const watts = async () =>
        Number(/Instantaneous power reading: +(\d+)/.exec(await tool("dcmi", "power", "reading"))?.[1]);
      await until(async () => (await watts()) === 200, { what: () => "the limit" });
      expect(await tool("sdr", "get", "System Power")).toMatch(/Sensor Reading +: 200 /);
      await tool("dcmi", "power", "deactivate");
      await until(async () => (await watts()) === 324, { what: () => "the end of the limit" });
    });

    it("finds and reads temperatures by entity", async () => {
      const sensors = await tool("dcmi", "sensors");
      expect(sensors).toMatch(/Inlet: 1 temperature sensor found/);
      expect(sensors).toMatch(/: Inlet Temp +\| 24 degrees C/);
      expect(sensors).toMatch(/CPU: 2 temperature sensors found[\s\S]*: CPU1 Temp +\| 58[\s\S]*: CPU2 Temp +\| 55/);
      const readings = await tool("dcmi", "get_temp_reading");
      expect(readings).toMatch(/Inlet air temperature\(40h\)\s+1\s+\+24 C/);
      expect(readings).toMatch(/CPU temperature sensors\(41h\)\s+2\s+\+55 C/);
      expect(await free("ipmi-dcmi", "--get-dcmi-sensor-info")).toMatch(/Inlet/i);
    });

    it("keeps its asset tag and name", async () => {
      expect(await tool("dcmi", "asset_tag")).toMatch(/Asset tag: DC1-R12-U30/);
      const tag = "A-TAG-OF-MORE-THAN-SIXTEEN";
      await tool("dcmi", "set_asset_tag", tag);
      expect(await free("ipmi-dcmi", "--get-asset-tag")).toContain(tag);
      await free("ipmi-dcmi", "--set-management-controller-identifier-string=bmc-of-rack-1");
      expect(await tool("dcmi", "get_mc_id_string")).toMatch(/bmc-of-rack-1/);
    });
  });

  it("passes its self test and knows its GUIDs", async () => {
    expect(await tool("mc", "selftest")).toMatch(/passed/);
    expect(await free("bmc-device", "--get-self-test-results")).toMatch(/passed|no error/i);
    const guids = [await free("bmc-info", "--get-device-guid"), await free("bmc-info", "--get-system-guid")];
    for (const guid of guids) expect(guid.trim()).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(guids).size).toBe(2);
  });

  it("takes ACPI states from software", async () => {
    await free(
      "bmc-device",
      "--set-acpi-power-state",
      "--set-acpi-system-power-state=S3",
      "--set-acpi-device-power-state=D2",
    );
    const states = await free("bmc-device", "--get-acpi-power-state");
    expect(states).toMatch(/S3/);
    expect(states).toMatch(/D2/);
    await tool("chassis", "power", "reset");
    expect(await free("bmc-device", "--get-acpi-power-state")).toMatch(/S0/);
  });

  it("logs events of software", async () => {
    await tool("sel", "clear");
    await tool("event", "1");
    await free("bmc-device", "--platform-event=0x33 0x04 0x07 0x30 0x6f assertion 0x01 0x02 0x03");
    const record = (await tool("sel", "elist", "-v")).split(/\n(?=SEL Record ID)/);
    expect(record).toHaveLength(2);
    expect(record[0]).toMatch(/Sensor Type +: Temperature[\s\S]*Sensor Number +: 30[\s\S]*Event Data +: 09ffff/);
    expect(record[1]).toMatch(/Event Data +: 010203/);
  });

  it("keeps what software says of the system", async () => {
    await tool("mc", "setsysinfo", "system_name", "rack-1.room-4.example.org");
    expect((await tool("mc", "getsysinfo", "system_name")).trim()).toBe("rack-1.room-4.example.org");
    expect((await tool("mc", "getsysinfo", "system_fw_version")).trim()).toBe("2.74");
    expect(await free("bmc-info", "-l", "admin", "--get-system-info")).toContain("rack-1.room-4.example.org");
  });

  describe("watchdog", () => {
    const get = async () => fieldsOf(await tool("mc", "watchdog", "get"));

    it("counts down, is reset and stopped", async () => {
      await expect(tool("mc", "watchdog", "reset")).rejects.toMatchObject({ code: 1 });
      await tool("raw", "6", "0x24", "4", "0x21", "2", "0", "0x58", "0x02");
      await tool("mc", "watchdog", "reset");
      const running = await get();
      expect(running.get("Watchdog Timer Is")).toBe("Started/Running");
      expect(running.get("Pre-timeout interrupt")).toBe("NMI/Diagnostic");
      expect(running.get("Initial Countdown")).toBe("60.0 sec");
      expect(Number.parseFloat(running.get("Present Countdown") ?? "")).toBeLessThanOrEqual(60);
      expect(Number.parseFloat(running.get("Present Countdown") ?? "")).toBeGreaterThan(50);
      await tool("mc", "watchdog", "off");
      expect((await get()).get("Watchdog Timer Is")).toBe("Stopped");
    });

    it("resets the server, tells so and why", async () => {
      await tool("sel", "clear");
      const before = (await simulator.control.state()).controllers[0]?.power?.restarts ?? 0;
      await tool("raw", "6", "0x24", "4", "0x01", "0", "0x10", "3", "0");
      await tool("mc", "watchdog", "reset");
      await until(async () => (await get()).get("Watchdog Timer Is") === "Stopped", { what: () => "the timeout" });
      expect((await simulator.control.state()).controllers[0]?.power?.restarts).toBe(before + 1);
      expect(await tool("chassis", "restart_cause")).toMatch(/watchdog/i);
      expect(await tool("mc", "watchdog", "get")).toMatch(/Timer Expiration Flags: \(0x10\)/);
      expect(await log()).toEqual(["Watchdog2 Watchdog | Hard reset | Asserted"]);
    });

    it("turns the power off", async () => {
      await tool("raw", "6", "0x24", "0x84", "0x02", "0", "0x10", "1", "0");
      await tool("mc", "watchdog", "reset");
      await until(async () => !(await isOn()), { what: () => "the power to go" });
      // Told not to log.
      expect((await log()).filter((line) => line.startsWith("Watchdog"))).toHaveLength(1);
      await tool("chassis", "power", "on");
    });
  });

  it("ends the sessions of those who were there before a reset", async () => {
    const active = async () => /active sessions +: (\d+)/i.exec(await tool("session", "info", "active"))?.[1];
    const { lan } = simulator;
    const to = ["-I", "lanplus", "-C", "3", "-H", lan.host, "-p", `${lan.port}`, "-U", lan.user, "-E", "shell"];
    const shell = spawn("ipmitool", to, { env: { ...process.env, IPMI_PASSWORD: lan.password } });
    onTestFinished(() => void shell.kill("SIGKILL"));
    let said = "";
    shell.stdout.on("data", (data: Buffer) => (said += data.toString("latin1")));
    shell.stdin.write("mc guid\n");
    await until(() => said.includes("GUID"), { what: () => "the session" });
    expect(await active()).toBe("2");
    await tool("mc", "reset", "cold");
    await until(() => tool("mc", "info").then(Boolean, () => false), { what: () => "the controller" });
    expect(await active()).toBe("1");
  });

  it("forgets thresholds in a cold reset, during which it is silent, and keeps them in a warm one", async () => {
    const threshold = async () => /Upper critical +: ([\d.]+)/i.exec(await tool("sensor", "get", "CPU1 Temp"))?.[1];
    const described = await threshold();
    const reboot = async (how: "warm" | "cold") => {
      // Looked for from the start: where ipmitool's farewell is not answered any more, it tries until the silence is over.
      const silence = until(
        () =>
          free("bmc-info", "--session-timeout=500", "--retransmission-timeout=100", "--get-device-id").then(
            () => false,
            () => true,
          ),
        { what: () => "silence" },
      );
      await Promise.all([tool("mc", "reset", how), silence]);
      await until(
        () =>
          tool("mc", "info").then(
            () => true,
            () => false,
          ),
        { what: () => "the controller" },
      );
    };
    await tool("sensor", "thresh", "CPU1 Temp", "ucr", "97");
    await reboot("warm");
    expect(Number(await threshold())).toBe(97);
    await reboot("cold");
    expect(await threshold()).toBe(described);
  });
});
