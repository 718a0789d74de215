import { expect } from "vitest";
import { GetDeviceId } from "../../../src/ipmi/commands/app/get-device-id.ts";
import { FakeConnection } from "../../../src/ipmi/fake-connection.ts";
import { requires } from "../../support/requires.ts";
import { startLanResponder } from "../lan-responder.ts";
import { freeipmi, ipmitool } from "../tools.ts";
import { deviceId } from "./device-id.ts";
import { peerCases } from "./peer-cases.ts";

const { describe, it } = requires("ipmitool", "freeipmi");

describe("another project's tool understands us, and we it", () => {
  it.each(peerCases.map((one) => [one.command.name, one.ask.join(" "), one] as const))("%s: %s", async (_, __, one) => {
    const asked: unknown[] = [];
    const fake = new FakeConnection();
    fake.answer(GetDeviceId, () => deviceId);
    one.also(fake);
    fake.answer(one.command, (request) => {
      asked.push(request);
      return one.respond(request) as object;
    });
    const responder = await startLanResponder(fake);
    try {
      const [tool, ...args] = one.ask;
      const where = { port: responder.port, session: "none" } as const;
      const asking = tool === "ipmitool" ? ipmitool(where, ...args) : freeipmi(where, tool, ...args);
      const output = one.exitsWrongly ? await asking.catch((error) => String(error.stdout)) : await asking;
      const text = output.replace(/\s+/g, " ");
      for (const line of one.prints) expect(text).toContain(line);
      expect(asked).toContainEqual(expect.objectContaining(one.request));
    } finally {
      await responder.close();
    }
  });
});
