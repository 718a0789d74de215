/** What the shelf's controllers answer beyond ipmi_sim (PICMG 3.0). */
import { expect } from "vitest";
import { ComputePowerProperties } from "../../../../src/ipmi/commands/picmg/compute-power-properties.ts";
import { FruControl } from "../../../../src/ipmi/commands/picmg/fru-control.ts";
import { FruControlCapabilities } from "../../../../src/ipmi/commands/picmg/fru-control-capabilities.ts";
import { GetAddressInfo } from "../../../../src/ipmi/commands/picmg/get-address-info.ts";
import { GetDeviceLocatorRecordId } from "../../../../src/ipmi/commands/picmg/get-device-locator-record-id.ts";
import { GetFanLevel } from "../../../../src/ipmi/commands/picmg/get-fan-level.ts";
import { GetFanSpeedProperties } from "../../../../src/ipmi/commands/picmg/get-fan-speed-properties.ts";
import { GetFruActivationPolicy } from "../../../../src/ipmi/commands/picmg/get-fru-activation-policy.ts";
import { GetFruLedProperties } from "../../../../src/ipmi/commands/picmg/get-fru-led-properties.ts";
import { GetFruLedState } from "../../../../src/ipmi/commands/picmg/get-fru-led-state.ts";
import { GetLedColorCapabilities } from "../../../../src/ipmi/commands/picmg/get-led-color-capabilities.ts";
import { GetPicmgProperties } from "../../../../src/ipmi/commands/picmg/get-picmg-properties.ts";
import { GetPortState } from "../../../../src/ipmi/commands/picmg/get-port-state.ts";
import { GetPowerLevel } from "../../../../src/ipmi/commands/picmg/get-power-level.ts";
import { GetShelfAddressInfo } from "../../../../src/ipmi/commands/picmg/get-shelf-address-info.ts";
import { GetShelfManagerIpAddresses } from "../../../../src/ipmi/commands/picmg/get-shelf-manager-ip-addresses.ts";
import { GetShelfManagerIpmbAddress } from "../../../../src/ipmi/commands/picmg/get-shelf-manager-ipmb-address.ts";
import { GetShelfPowerAllocation } from "../../../../src/ipmi/commands/picmg/get-shelf-power-allocation.ts";
import { RenegotiatePower } from "../../../../src/ipmi/commands/picmg/renegotiate-power.ts";
import { SetFanLevel } from "../../../../src/ipmi/commands/picmg/set-fan-level.ts";
import { SetFruActivation } from "../../../../src/ipmi/commands/picmg/set-fru-activation.ts";
import { SetFruActivationPolicy } from "../../../../src/ipmi/commands/picmg/set-fru-activation-policy.ts";
import { SetFruLedState } from "../../../../src/ipmi/commands/picmg/set-fru-led-state.ts";
import { SetIpmbState } from "../../../../src/ipmi/commands/picmg/set-ipmb-state.ts";
import { SetPortState } from "../../../../src/ipmi/commands/picmg/set-port-state.ts";
import { SetPowerLevel } from "../../../../src/ipmi/commands/picmg/set-power-level.ts";
import { SetShelfAddressInfo } from "../../../../src/ipmi/commands/picmg/set-shelf-address-info.ts";
import { GetEventReceiver } from "../../../../src/ipmi/commands/sensor-event/get-event-receiver.ts";
import { GetSensorEventStatus } from "../../../../src/ipmi/commands/sensor-event/get-sensor-event-status.ts";
import { RearmSensorEvents } from "../../../../src/ipmi/commands/sensor-event/rearm-sensor-events.ts";
import { SetEventReceiver } from "../../../../src/ipmi/commands/sensor-event/set-event-receiver.ts";
import { GetFruInventoryAreaInfo } from "../../../../src/ipmi/commands/storage/get-fru-inventory-area-info.ts";
import { ReadFruData } from "../../../../src/ipmi/commands/storage/read-fru-data.ts";
import { until } from "../../../support/until.ts";
import { sensorsIn } from "../../tools.ts";
import type { Bench } from "./bench.ts";
import { type BehaviourReadBackCase, dissected, read } from "./case.ts";

const shelfManager = 0x20;
const hub = 0x82;
const board = 0x86;
const fanTray = 0xb4;
const picmg = [0x2c] as const;

const reading = async (bench: Bench, target: number, name: string) =>
  sensorsIn(await bench.ipmitool(target, "sdr", "elist")).find((sensor) => sensor.name === name)?.reading;
const policy = (bench: Bench) => bench.ipmitool(board, "picmg", "policy", "get", "0");
const level = async (bench: Bench) =>
  Number(/Actual Power Level: +(\d+)/.exec(await bench.ipmitool(board, "picmg", "power", "get", "0", "0"))?.[1]);
const port = (bench: Bench) => bench.ipmitool(0x98, "picmg", "portstate", "get", "0", "1");
const led = (bench: Bench) => bench.ipmitool(board, "picmg", "led", "get", "0", "1");

export const picmgReadBackCases: readonly BehaviourReadBackCase[] = [
  read("atca-14", GetPicmgProperties, "ipmitool picmg properties", async (bench) => {
    const properties = await bench.ipmitool(hub, "picmg", "properties");
    expect(properties).toMatch(/PICMG Ext. Version : 2.3/);
    expect(properties).toMatch(/Max FRU Device ID\s+: 0x01/);
    expect(properties).toMatch(/FRU Device ID\s+: 0x00/);
  }),
  read("atca-14", GetAddressInfo, "ipmitool picmg addrinfo", async (bench) => {
    const info = await bench.ipmitool(board, "picmg", "addrinfo", "1");
    expect(info).toMatch(/Hardware Address : 0x43/);
    expect(info).toMatch(/IPMB-0 Address {3}: 0x86/);
    expect(info).toMatch(/FRU ID {11}: 0x01/);
    expect(info).toMatch(/Site ID {10}: 0x03/);
    expect(info).toMatch(/Site Type {8}: .*(RTM|Rear)/i);
  }),
  dissected(
    "atca-14",
    GetShelfAddressInfo,
    { "picmg02.shelf_length": "15", "picmg02.shelf_address": "HQ-ROOM4-R07-S1" },
    async (bench) => void (await bench.raw(shelfManager, ...picmg, 0x02, 0)),
  ),
  dissected("atca-14", SetShelfAddressInfo, {}, async (bench) => {
    await bench.raw(shelfManager, ...picmg, 0x03, 0, 0xc0 | 5, ...Buffer.from("LAB-2"));
    const address = await bench.raw(shelfManager, ...picmg, 0x02, 0);
    expect(Buffer.from(address.slice(2)).toString("latin1")).toMatch(/^LAB-2/);
  }),
  read("atca-14", FruControl, "ipmitool picmg frucontrol, chassis restart_cause", async (bench) => {
    expect(await bench.ipmitool(0x88, "picmg", "frucontrol", "0", "2")).toMatch(/Graceful Reboot/i);
    expect(await bench.ipmitool(0x88, "chassis", "restart_cause")).toMatch(/soft/i);
  }),
  read("atca-14", GetFruLedProperties, "ipmitool picmg led prop", async (bench) => {
    const properties = await bench.ipmitool(board, "picmg", "led", "prop", "0");
    expect(properties).toMatch(/General Status LED Properties: +0x f/);
    expect(properties).toMatch(/App. Specific {2}LED Count: +0x 0/);
  }),
  read("atca-14", GetLedColorCapabilities, "ipmitool picmg led cap", async (bench) => {
    const capabilities = await bench.ipmitool(board, "picmg", "led", "cap", "0", "1");
    expect(capabilities).toMatch(/LED Color Capabilities: .*RED, AMBER/);
    expect(capabilities).toMatch(/LOCAL control: +RED/);
    expect(capabilities).toMatch(/OVERRIDE state: +RED/);
  }),
  read("atca-14", SetFruLedState, "ipmitool picmg led set, led get", async (bench) => {
    await bench.ipmitool(board, "picmg", "led", "set", "0", "1", "20", "30", "4");
    const state = await led(bench);
    expect(state).toMatch(/LOCAL CONTROL\|OVERRIDE/);
    expect(state).toMatch(/Override function: +14 /);
    expect(state).toMatch(/Override On-Duration: +1e/);
    expect(state).toMatch(/Override Color: +4 +\[AMBER\]/);
    await bench.ipmitool(board, "picmg", "led", "set", "0", "1", "252", "0", "4");
  }),
  read("atca-14", GetFruLedState, "ipmitool picmg led get", async (bench) => {
    const state = await led(bench);
    expect(state).toMatch(/LED states:\s+1\s+\[LOCAL CONTROL\]/);
    expect(state).toMatch(/Local Control Color: +2 +\[RED\]/);
    expect(state).not.toMatch(/Override/);
  }),
  dissected("atca-14", SetIpmbState, {}, async (bench) => {
    await bench.raw(board, ...picmg, 0x09, 0, 0, 0xff);
    expect(await reading(bench, board, "IPMB Link")).toBe("IPMB-A disabled, IPMB-B enabled");
    await bench.raw(board, ...picmg, 0x09, 0, 1, 0xff);
    expect(await reading(bench, board, "IPMB Link")).toBe("IPMB-A enabled, IPMB-B enabled");
  }),
  read("atca-14", SetFruActivationPolicy, "ipmitool picmg policy set, policy get", async (bench) => {
    await bench.ipmitool(board, "picmg", "policy", "set", "0", "2", "2");
    expect(await policy(bench)).toMatch(/deactivation locked/);
    await bench.ipmitool(board, "picmg", "policy", "set", "0", "2", "0");
    expect(await policy(bench)).toMatch(/deactivation not locked/);
  }),
  read("atca-14", GetFruActivationPolicy, "ipmitool picmg policy get", async (bench) => {
    expect(await policy(bench)).toMatch(/activation not locked/);
  }),
  read("atca-14", SetFruActivation, "ipmitool picmg deactivate, activate, sdr", async (bench) => {
    const isIn = (state: string) =>
      until(async () => (await reading(bench, board, "Hot Swap")) === `Transition to ${state}`, { what: () => state });
    await bench.ipmitool(board, "picmg", "deactivate", "0");
    await isIn("M1");
    await bench.ipmitool(board, "picmg", "activate", "0");
    await isIn("M4");
  }),
  dissected("atca-14", GetDeviceLocatorRecordId, { "picmg0d.recordid": "2" }, async (bench) => {
    await bench.raw(board, ...picmg, 0x0d, 0, 1);
  }),
  read("atca-14", SetPortState, "ipmitool picmg portstate set, portstate get", async (bench) => {
    await bench.ipmitool(0x98, "picmg", "portstate", "set", "0", "1", "1", "1", "0", "0", "0");
    expect(await port(bench)).toMatch(/STATE: +disabled/);
    await bench.ipmitool(0x98, "picmg", "portstate", "set", "0", "1", "1", "1", "0", "0", "1");
    expect(await port(bench)).toMatch(/STATE: +enabled/);
  }),
  read("atca-14", GetPortState, "ipmitool picmg portstate get", async (bench) => {
    const state = await bench.ipmitool(0x98, "picmg", "portstate", "get", "1", "2");
    expect(state).toMatch(/STATE: +enabled/);
    expect(state).toMatch(/Port Flag: +0x0f/);
    expect(state).toMatch(/Interface: +0x01 - Fabric Interface/);
    expect(state).toMatch(/Channel Number: +0x02/);
  }),
  dissected("atca-14", ComputePowerProperties, { "picmg10.nslots": "1" }, async (bench) => {
    await bench.raw(board, ...picmg, 0x10, 0, 0);
  }),
  read("atca-14", SetPowerLevel, "ipmitool picmg power set, power get", async (bench) => {
    await bench.ipmitool(board, "picmg", "power", "set", "0", "1", "0");
    expect(await level(bench)).toBe(1);
    await bench.ipmitool(board, "picmg", "power", "set", "0", "3", "0");
    expect(await level(bench)).toBe(3);
  }),
  read("atca-14", GetPowerLevel, "ipmitool picmg power get", async (bench) => {
    const levels = await bench.ipmitool(board, "picmg", "power", "get", "0", "0");
    expect(levels).toMatch(/Dynamic Power Configuration: +disabled/);
    expect(levels).toMatch(/Actual Power Level: +3/);
    expect(levels).toMatch(/Delay to stable Power: +5/);
    expect(levels).toMatch(/Power Multiplier: +10/);
    expect(levels).toMatch(/Power Draw 1: +90\n.*Power Draw 2: +160\n.*Power Draw 3: +200/);
  }),
  dissected("atca-14", RenegotiatePower, {}, async (bench) => void (await bench.raw(board, ...picmg, 0x13, 0, 0))),
  dissected(
    "atca-14",
    GetShelfManagerIpmbAddress,
    // This version shows the first address twice.
    { "picmg1b.addr_active": "0x20", "picmg1b.addr_backup": "0x20" },
    async (bench) => {
      const [, , backup = 0] = await bench.raw(shelfManager, ...picmg, 0x1b, 0);
      const info = await bench.ipmitool(backup, "picmg", "addrinfo");
      expect(info).toMatch(/Site Type +: .*shelf (manager|management)/i);
    },
  ),
  dissected(
    "atca-14",
    GetShelfManagerIpAddresses,
    {
      "picmg21.addr_count": "1",
      "picmg21.site_type": "0x03",
      "picmg21.site_num": "1",
      "picmg21.max_unavail": "5",
      "picmg21.is_shm": "1",
      "picmg21.addr_type": "0x01",
      "picmg21.ip_addr": "127.0.0.1",
      "picmg21.rmcp_port": expect.stringMatching(/^\d{4,5}$/),
    },
    async (bench) => {
      const [, ...info] = await bench.raw(shelfManager, ...picmg, 0x21, 0, 0);
      expect(Buffer.from(info.slice(-2)).readUInt16BE()).toBe(bench.simulator.lan.port);
    },
  ),
  dissected(
    "atca-14",
    GetShelfPowerAllocation,
    {
      "picmg22.update_cnt": expect.stringMatching(/^\d+$/),
      "picmg22.pwr_alloc": expect.arrayContaining([expect.stringMatching(/^\d{3,4}$/)]),
    },
    async (bench) => {
      const { shelf } = await bench.simulator.control.state();
      const [, , , low = 0, high = 0, ...second] = await bench.raw(shelfManager, ...picmg, 0x22, 0, 0);
      expect(low + 256 * high).toBe(Math.ceil((shelf?.allocated ?? 0) / 2));
      expect(second).toEqual([low, high]);
    },
  ),
  dissected(
    "atca-14",
    FruControlCapabilities,
    { "picmg1e.cap_warmreset": "1", "picmg1e.cap_reboot": "1", "picmg1e.cap_diagintr": "1" },
    async (bench) => void (await bench.raw(board, ...picmg, 0x1e, 0, 0)),
  ),
  read("atca-14", GetFanSpeedProperties, "hpifan", async (bench) => {
    const fans = await (await bench.openhpi()).client("hpifan");
    expect(fans).toMatch(/FAN_TRAY_SLOT,1[^E]*\n\s+min +1\n\s+max +15\n\s+default +6\n/);
  }),
  read("atca-14", SetFanLevel, "hpifan, ipmitool sdr", async (bench) => {
    await bench.raw(fanTray, ...picmg, 0x15, 0, 0, 15);
    expect(await (await bench.openhpi()).client("hpifan")).toMatch(/FAN_TRAY_SLOT,1[^E]*\n\s+current +15\n/);
    expect(await reading(bench, fanTray, "Fan 1")).toBe("9480 RPM");
    await bench.raw(fanTray, ...picmg, 0x15, 0, 0, 0xff);
    expect(await reading(bench, fanTray, "Fan 1")).toBe("4320 RPM");
  }),
  read("atca-14", GetFanLevel, "hpifan", async (bench) => {
    const fans = await (await bench.openhpi()).client("hpifan");
    expect(fans).toMatch(/FAN_TRAY_SLOT,1[^E]*\n\s+mode +auto\n\s+current +6\n/);
  }),
  read("atca-14", SetEventReceiver, "ipmitool sel elist", async (bench) => {
    await bench.ipmitool(shelfManager, "sel", "clear");
    await bench.raw(board, 0x04, 0x00, 0x20, 0);
    const log = await bench.ipmitool(shelfManager, "sel", "elist", "-v");
    expect(log).toMatch(/Generator ID +: 0086[\s\S]*Event Data +: a40400/);
  }),
  dissected("atca-14", GetEventReceiver, { "se01.addr": "0x20" }, async (bench) => {
    await bench.raw(board, 0x04, 0x01);
  }),
  read("atca-14", GetSensorEventStatus, "ipmitool sensor get", async (bench) => {
    await bench.simulator.control.setSensor("slot-14/CPU Temp", 97);
    expect(await bench.ipmitool(0x9c, "sensor", "get", "CPU Temp")).toMatch(/Assertion Events +: unc\+ ucr\+/);
    await bench.simulator.control.setSensor("slot-14/CPU Temp", 50);
    expect(await bench.ipmitool(0x9c, "sensor", "get", "CPU Temp")).toMatch(/Assertion Events +: *\n/);
  }),
  read("atca-14", RearmSensorEvents, "ipmitool sel elist", async (bench) => {
    await bench.ipmitool(shelfManager, "sel", "clear");
    const sensors = sensorsIn(await bench.ipmitool(board, "sdr", "elist"));
    const { number = 0 } = sensors.find(({ name }) => name === "Hot Swap") ?? {};
    await bench.raw(board, 0x04, 0x2a, number, 0);
    const log = await bench.ipmitool(shelfManager, "sel", "elist", "-v");
    expect(log).toMatch(/Generator ID +: 0086/);
    expect(log).toMatch(/Event Data +: a40400/);
  }),
  read("atca-14", GetFruInventoryAreaInfo, "ipmitool fru print", async (bench) => {
    expect(await bench.ipmitool(0x88, "fru", "print", "1")).toMatch(/Product Name +: KR-912 RTM/);
  }),
  read("atca-14", ReadFruData, "ipmitool fru print", async (bench) => {
    expect(await bench.ipmitool(0x88, "fru", "print", "1")).toMatch(/Product Serial +: \S+/);
  }),
];
