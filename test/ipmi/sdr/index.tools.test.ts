import { afterAll, beforeAll, expect } from "vitest";
import { encodeSdr, type SdrBody } from "../../../src/ipmi/sdr/index.ts";
import { type IpmiSim, startIpmiSim } from "../../support/ipmi-sim.ts";
import { requires } from "../../support/requires.ts";
import { oneController, simBytes } from "../emulation.ts";
import { freeipmi, ipmitool, printed } from "../tools.ts";
import { moreSamples, samples } from "./samples.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "freeipmi");

/** The samples as records of the controller that is asked: readings are not bridged anywhere. */
function ofController(record: SdrBody): SdrBody {
  const own = { ownerId: 0x20, ownerLun: 0, ownerChannel: 0 };
  return ("ownerId" in record ? { ...record, ...own } : record) as SdrBody;
}

describe("records we encode", () => {
  let sim: IpmiSim;
  let byIpmitool: string;
  let byFreeipmi: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    const records = [...Object.values(samples), ...moreSamples].map(
      (record) => `main_sdr_add 0x20 ${simBytes(encodeSdr(ofController(record)))}`,
    );
    sim = await startIpmiSim(
      oneController(
        ...records,
        "sensor_add 0x20 0 7 2 1",
        "sensor_set_value 0x20 0 7 40 0",
        "sensor_add 0x20 0 8 0xd 0x6f",
      ),
    );
    const asked = { port: sim.lan, session: "rmcpplus" } as const;
    byIpmitool = await ipmitool(asked, "-v", "sdr", "list", "all");
    byFreeipmi = printed(await freeipmi(asked, "ipmi-sensors", "-vvv"));
  });
  afterAll(() => sim.stop());

  it.each([
    ["full sensor", "Sensor ID              : Vcc 1 (0x7)"],
    ["its entity", " Entity ID             : 160.97 (PICMG Front Board)"],
    ["its reading, tolerance and units", " Sensor Reading        : 534.534 (+/- 10.125) % Volts*Watts"],
    ["its nominal reading", " Nominal Reading       : 534.534"],
    ["its readable thresholds", " Readable Thresholds   : lnc ucr "],
    ["its settable thresholds", " Settable Thresholds   : unr "],
    ["its compared thresholds", " Threshold Read Mask   : lcr unc unr "],
    ["compact sensor", "Sensor ID              : Drive  (0x8)"],
    ["event-only sensor", "Sensor ID              : Button (0x9)"],
    ["generic locator", "Device Slave Address   : 28h"],
    ["FRU locator", "Logical FRU Device     : 11h"],
    ["its access", "Device Access Address  : 82h"],
    ["controller locator", "Device Slave Address   : 84h"],
    ["its log initialization", "Controller Presence    : Static"],
    ["its capabilities", " IPMB Event Generator  : Yes"],
  ])("are read by ipmitool: %s", (_, line) => {
    expect(byIpmitool).toContain(line);
  });

  it("are read by FreeIPMI: one of each type, entity associations too", () => {
    expect(byFreeipmi.get("Record Type")).toEqual([
      "Full Sensor Record (1h)",
      "Compact Sensor Record (2h)",
      "Event-Only Record (3h)",
      "Entity Association Record (8h)",
      "Device-relative Entity Association Record (9h)",
      "Generic Device Locator Record (10h)",
      "FRU Device Locator Record (11h)",
      "Management Controller Device Locator Record (12h)",
      "Management Controller Confirmation Record (13h)",
      "BMC Message Channel Info Record (14h)",
      "OEM Record (C0h)",
    ]);
    expect(byFreeipmi.get("Container Entity ID")).toEqual(["system chassis (23)", "system chassis (23)"]);
    expect(byFreeipmi.get("Container Entity Instance")).toEqual(["1", "96"]);
  });

  it.each([
    ["M", "-172"],
    ["B", "300"],
    ["R Exponent", "-3"],
    ["B Exponent", "2"],
    ["Linearization", "sqr(x) (8h)"],
    ["Analog Data Format", "2's complement (signed) (2h)"],
    ["Accuracy", "600.000000%"],
    ["Nominal Reading", "534.534400 unspecified"],
    ["Normal Min.", "705.433600 unspecified"],
    ["Sensor Min. Reading", "2705.664256 unspecified"],
    ["Sensor Max. Reading", "66.520336 unspecified"],
    ["Share Count", "3"],
    ["ID String Instance Modifier Type", "Alpha"],
    ["ID String Instance Modifier Offset", "17"],
    ["Direct Slave Address", "14h"],
    ["Address Span", "3"],
    ["FRU Device ID", "11h"],
    ["FRU Entity Instance", "101"],
    ["Manufacturer ID", "PICMG (315Ah)"],
    ["Product ID", "F04h"],
    ["OEM Data", "01 02 03"],
  ])("are read by FreeIPMI: %s", (name, value) => {
    expect(byFreeipmi.get(name)).toContain(value);
  });
});
