import { expect } from "vitest";
import { encodeFru, type FruContent, fruText } from "../../../src/ipmi/fru/index.ts";
import { encodeSdr } from "../../../src/ipmi/sdr/index.ts";
import { startIpmiSim } from "../../support/ipmi-sim.ts";
import { requires } from "../../support/requires.ts";
import { readCapture } from "../capture.ts";
import { oneController, simBytes } from "../emulation.ts";
import { samples } from "../sdr/samples.ts";
import { freeipmi, ipmitool } from "../tools.ts";
import { multirecordSample } from "./multirecord-sample.ts";
import { sample } from "./sample.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool", "freeipmi");

const multirecords: FruContent = {
  product: { language: 0, manufacturer: fruText("ACME"), custom: [] },
  multirecords: multirecordSample,
};

describe("an inventory we encode", () => {
  it.each([
    ["every area and the records of shelves", "fru/all-areas.txt", sample],
    ["the records of the standard and of AdvancedMC", "fru/multirecords.txt", multirecords],
  ])("with %s is read by ipmitool and FreeIPMI as captured", async (_, capture, content) => {
    const locator = encodeSdr({ ...samples[18]!, address: 0x20 } as never);
    const sim = await startIpmiSim(
      oneController(
        `main_sdr_add 0x20 ${simBytes(locator)}`,
        `mc_add_fru_data 0x20 0 1024 data ${simBytes(encodeFru(content))}`,
      ),
    );
    try {
      const asked = { port: sim.lan, session: "rmcpplus" } as const;
      const [, byIpmitool, byFreeipmi] = readCapture(capture).split(/^--- .*\n/m);
      expect((await ipmitool(asked, "-v", "fru", "print", "0")).trim()).toBe(byIpmitool!.trim());
      expect((await freeipmi(asked, "ipmi-fru", "--device-id=0", "-vvv")).trim()).toBe(byFreeipmi!.trim());
    } finally {
      await sim.stop();
    }
  });
});
