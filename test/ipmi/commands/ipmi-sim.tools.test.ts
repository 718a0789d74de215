import { expect } from "vitest";
import { decodeResponse } from "../../../src/ipmi/command.ts";
import { startIpmiSim } from "../../support/ipmi-sim.ts";
import { requires } from "../../support/requires.ts";
import { fromHex } from "../capture.ts";
import { oneController, simBytes } from "../emulation.ts";
import { ipmitool } from "../tools.ts";
import { simCases } from "./sim-cases.ts";

const { describe, it } = requires("ipmi_sim", "ipmitool");

describe("ipmi_sim", () => {
  it("takes our requests and answers as we read it", async () => {
    const sim = await startIpmiSim(["atca_enable", ...oneController("sensor_add 0x20 0 7 2 1")]);
    try {
      for (const { command, request, response } of simCases) {
        const bytes = simBytes(Uint8Array.of(command.netFn, command.cmd, ...request)).split(" ");
        const output = await ipmitool({ port: sim.lan, session: "rmcpplus" }, "raw", ...bytes);
        expect(decodeResponse(command, { completionCode: 0, data: fromHex(output) }), command.name).toMatchObject(
          response,
        );
      }
    } finally {
      await sim.stop();
    }
  });
});
