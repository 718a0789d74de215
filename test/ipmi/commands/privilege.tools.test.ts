import koffi from "koffi";
import { expect } from "vitest";
import { requires } from "../../support/requires.ts";
import { findDeclarations } from "../declarations.ts";

const { describe, it } = requires("ipmi_sim");

const levels = ["callback", "user", "operator", "administrator"] as const;

/** Rows that ipmi_sim 2.0.33 leaves at its default, administrator alone. */
const unknownToSim = new Set([
  "Get NetFn Support",
  "Get Command Support",
  "Get Command Sub-function Support",
  "Get Configurable Commands",
  "Get Configurable Command Sub-functions",
  "Get Command Enables",
  "Get Command Sub-function Enables",
  "Get OEM NetFn IANA Support",
  "Get System Info Parameters",
  "Set Sensor Reading And Event Status",
  "Get Auxiliary Log Status",
  "Set Auxiliary Log Status",
  "Get SEL Time UTC Offset",
  "Set SEL Time UTC Offset",
  "Get Forwarded Commands",
]);

/** Sent by the controller, never to it. */
const fromController = new Set(["Serial/Modem Connection Active", "Forwarded Command"]);

describe("the least privilege of a command", () => {
  it("is what ipmi_sim's own table asks for", async () => {
    const permitted = koffi
      .load("libIPMIlanserv.so.0", { lazy: true })
      .func("int ipmi_cmd_permitted(uint8_t, uint8_t, uint8_t)");
    const { commands } = await findDeclarations();
    const compared = commands.filter(
      ({ value }) => value.group === undefined && !unknownToSim.has(value.name) && !fromController.has(value.name),
    );
    for (const { value } of compared) {
      const least = levels.find((_, index) => permitted(index + 1, value.netFn, value.cmd) !== 0);
      expect(value.privilege, value.name).toBe(least ?? "systemInterface");
    }
    expect(compared.length).toBeGreaterThan(110);
  });
});
