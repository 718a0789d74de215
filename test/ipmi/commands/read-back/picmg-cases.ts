import { BusedResourceControl } from "../../../../src/ipmi/commands/picmg/bused-resource-control.ts";
import { ComputePowerProperties } from "../../../../src/ipmi/commands/picmg/compute-power-properties.ts";
import { FruControlCapabilities } from "../../../../src/ipmi/commands/picmg/fru-control-capabilities.ts";
import { FruInventoryDeviceLockControl } from "../../../../src/ipmi/commands/picmg/fru-inventory-device-lock-control.ts";
import { FruInventoryDeviceWrite } from "../../../../src/ipmi/commands/picmg/fru-inventory-device-write.ts";
import { GetAmcPortState } from "../../../../src/ipmi/commands/picmg/get-amc-port-state.ts";
import { GetDeviceLocatorRecordId } from "../../../../src/ipmi/commands/picmg/get-device-locator-record-id.ts";
import { GetFanLevel } from "../../../../src/ipmi/commands/picmg/get-fan-level.ts";
import { GetFanPolicy } from "../../../../src/ipmi/commands/picmg/get-fan-policy.ts";
import { GetFanSpeedProperties } from "../../../../src/ipmi/commands/picmg/get-fan-speed-properties.ts";
import { GetIpmbLinkInfo } from "../../../../src/ipmi/commands/picmg/get-ipmb-link-info.ts";
import { GetShelfAddressInfo } from "../../../../src/ipmi/commands/picmg/get-shelf-address-info.ts";
import { GetShelfManagerIpAddresses } from "../../../../src/ipmi/commands/picmg/get-shelf-manager-ip-addresses.ts";
import { GetShelfManagerIpmbAddress } from "../../../../src/ipmi/commands/picmg/get-shelf-manager-ipmb-address.ts";
import { GetShelfPowerAllocation } from "../../../../src/ipmi/commands/picmg/get-shelf-power-allocation.ts";
import { RenegotiatePower } from "../../../../src/ipmi/commands/picmg/renegotiate-power.ts";
import { SetAmcPortState } from "../../../../src/ipmi/commands/picmg/set-amc-port-state.ts";
import { SetFanLevel } from "../../../../src/ipmi/commands/picmg/set-fan-level.ts";
import { SetFanPolicy } from "../../../../src/ipmi/commands/picmg/set-fan-policy.ts";
import { SetIpmbState } from "../../../../src/ipmi/commands/picmg/set-ipmb-state.ts";
import { SetShelfAddressInfo } from "../../../../src/ipmi/commands/picmg/set-shelf-address-info.ts";
import { fromHex } from "../../capture.ts";
import { type ReadBackCase, readBack } from "./case.ts";

export const picmgReadBackCases: readonly ReadBackCase[] = [
  readBack(GetShelfAddressInfo, {
    request: {},
    response: { typeLength: 197, address: fromHex("5368656c66") },
    tshark: { response: { "picmg02.shelf_length": "5", "picmg02.shelf_address": "Shelf" } },
  }),
  readBack(SetShelfAddressInfo, {
    request: { typeLength: 197, address: fromHex("5368656c66") },
    response: {},
    tshark: { request: { "picmg03.shelf_length": "5", "picmg03.shelf_address": "Shelf" } },
  }),
  readBack(SetIpmbState, {
    request: { busAEnabled: true, busALink: 0, busBEnabled: false, busBLink: 127 },
    response: {},
    tshark: {
      request: {
        "picmg09.ipmba": "0x01",
        "picmg09.ipmba_state": "1",
        "picmg09.ipmbb": "0xfe",
        "picmg09.ipmbb_link": "0x7f",
        "picmg09.ipmbb_state": "1",
      },
    },
  }),
  readBack(GetDeviceLocatorRecordId, {
    request: { fruDeviceId: 3 },
    response: { recordId: 0x102 },
    tshark: { request: { "picmg0d.fruid": "3" }, response: { "picmg0d.recordid": "258" } },
  }),
  readBack(ComputePowerProperties, {
    request: { fruDeviceId: 3 },
    response: { spannedSlots: 2, controllerLocation: 1 },
    tshark: { request: { "picmg10.fruid": "3" }, response: { "picmg10.nslots": "2", "picmg10.ipmc_loc": "1" } },
  }),
  readBack(RenegotiatePower, {
    request: { fruDeviceId: 3 },
    response: {},
    tshark: { request: { "picmg13.fruid": "3" } },
  }),
  readBack(GetFanSpeedProperties, {
    request: { fruDeviceId: 3 },
    response: { minimumLevel: 1, maximumLevel: 15, normalLevel: 6, localControlSupported: true },
    tshark: {
      request: { "picmg14.fruid": "3" },
      response: {
        "picmg14.speed_min": "1",
        "picmg14.speed_max": "15",
        "picmg14.speed_norm": "6",
        "picmg14.local_control": "1",
      },
    },
  }),
  readBack(SetFanLevel, {
    request: { fruDeviceId: 3, level: 7, localControl: 1 },
    response: {},
    tshark: { request: { "picmg15.fruid": "3", "picmg15.fan_level": "7", "picmg15.local_enable": "0x01" } },
  }),
  readBack(GetFanLevel, {
    request: { fruDeviceId: 3 },
    response: { overrideLevel: 7, localLevel: 5, localControl: 1 },
    tshark: {
      request: { "picmg16.fruid": "3" },
      response: { "picmg16.override_level": "7", "picmg16.local_level": "5", "picmg16.local_enable": "0x01" },
    },
  }),
  readBack(BusedResourceControl, {
    request: { command: 2, resource: "clockGroup2" },
    response: { status: 1 },
    tshark: { request: { "picmg17.cmd": "0x02", "picmg17.resid": "0x03" }, response: { "picmg17.status": "0x01" } },
  }),
  readBack(GetIpmbLinkInfo, {
    request: { keyType: "sensorNumber", key: 9 },
    response: { linkNumber: 4, sensorNumber: 9 },
    tshark: {
      request: { "picmg18.li_key_type": "0x01", "picmg18.li_key": "9" },
      response: { "picmg18.link_num": "4", "picmg18.sensor_num": "9" },
    },
  }),
  readBack(SetAmcPortState, {
    request: {
      channel: 9,
      lanes: 5,
      linkType: 2,
      linkTypeExtension: 1,
      groupingId: 7,
      enabled: true,
      onCarrierDevice: 131,
    },
    response: {},
    tshark: {
      request: {
        "linkinfo.chan": "9",
        linkinfo: "0x01071025",
        "linkinfo.ports": "0x000005",
        "linkinfo.type": "0x000002",
        "linkinfo.type_ext": "0x000001",
        "linkinfo.grpid": "7",
        "linkinfo.state": "0x01",
        "linkinfo.state0": "1",
        "linkinfo.dev": "0x83",
        "linkinfo.dev.id": "3",
      },
    },
  }),
  readBack(GetAmcPortState, {
    request: { channel: 9, onCarrierDevice: 3 },
    response: { links: [{ lanes: 5, linkType: 2, linkTypeExtension: 1, groupingId: 7, enabled: true }] },
    tshark: {
      request: { "linkinfo.chan": "9", "linkinfo.dev": "0x03", "linkinfo.dev.id": "3" },
      response: {
        linkinfo: "0x01071025",
        "linkinfo.ports": "0x000005",
        "linkinfo.type": "0x000002",
        "linkinfo.type_ext": "0x000001",
        "linkinfo.grpid": "7",
        "linkinfo.state": "0x01",
        "linkinfo.state0": "1",
      },
    },
  }),
  readBack(GetShelfManagerIpmbAddress, {
    request: {},
    response: { active: 32, backup: 16 },
    tshark: { response: { "picmg1b.addr_active": "0x20", "picmg1b.addr_backup": "0x20" } },
  }),
  readBack(SetFanPolicy, {
    request: { fanTraySite: 2, policy: "enable", timeout: 6, siteNumber: 5, siteType: 0 },
    response: {},
    tshark: {
      request: {
        "picmg1c.fan_site_number": "2",
        "picmg1c.fan_enable_state": "0x01",
        "picmg1c.fan_policy_timeout": "6",
        "picmg1c.site_number": "5",
      },
    },
  }),
  readBack(GetFanPolicy, {
    request: { fanTraySite: 2, siteNumber: 5, siteType: 0 },
    response: { policy: "indeterminate", coverage: "covered" },
    tshark: {
      request: { "picmg1d.fan_site_number": "2", "picmg1d.site_number": "5" },
      response: { "picmg1d.fan_enable_state": "0xff", "picmg1d.coverage": "0x01" },
    },
  }),
  readBack(FruControlCapabilities, {
    request: { fruDeviceId: 3 },
    response: { warmReset: true, gracefulReboot: false, diagnosticInterrupt: true },
    tshark: {
      request: { "picmg1e.fruid": "3" },
      response: { "picmg1e.cap_diagintr": "1", "picmg1e.cap_warmreset": "1" },
    },
  }),
  readBack(FruInventoryDeviceLockControl, {
    request: { fruDeviceId: 3, operation: "unlockAndCommit", lockId: 0x102 },
    response: { lockId: 0x304, lastCommit: 0x5f000000 },
    tshark: {
      request: { "picmg1f.rq_fruid": "3", "picmg1f.rq_op": "0x03", "picmg1f.rq_lockid": "0x0102" },
      response: { "picmg1f.rs_lockid": "0x0304", "picmg1f.rs_tstamp": "1593835520" },
    },
  }),
  readBack(FruInventoryDeviceWrite, {
    request: { fruDeviceId: 3, lockId: 0x102, offset: 0x304, data: fromHex("0a0b") },
    response: { countWritten: 2 },
    tshark: {
      request: { "picmg20.fruid": "3", "picmg20.lockid": "0x0102", "picmg20.offset": "772", "picmg20.data": "0a:0b" },
      response: { "picmg20.count": "02" },
    },
  }),
  readBack(GetShelfManagerIpAddresses, {
    request: { addressNumber: 1 },
    response: {
      lastChange: 0x5f000000,
      addressCount: 2,
      siteType: 3,
      siteNumber: 1,
      maximumUnavailable: 9,
      addressType: "ipv4",
      shelfManager: true,
      address: fromHex("c0a80101"),
      port: 0x26f,
    },
    tshark: {
      request: { "picmg21.addr_num": "1" },
      response: {
        "picmg21.tstamp": "1593835520",
        "picmg21.addr_count": "2",
        "picmg21.site_type": "0x03",
        "picmg21.site_num": "1",
        "picmg21.max_unavail": "9",
        "picmg21.is_shm": "1",
        "picmg21.addr_type": "0x01",
        "picmg21.ip_addr": "192.168.1.1",
        "picmg21.rmcp_port": "623",
      },
    },
  }),
  readBack(GetShelfPowerAllocation, {
    request: { feedIndex: 1 },
    response: { updateCounter: 0x102, allocations: [200, 0x12c] },
    tshark: {
      request: { "picmg22.feed_idx": "1" },
      response: { "picmg22.update_cnt": "258", "picmg22.pwr_alloc": ["200", "300"] },
    },
  }),
];
