import { createServer, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { SimulatorConsole } from "../../../simulators/ipmi-sim/console.ts";
import { ManualClock, systemClock } from "../../../src/base/clock.ts";

const negotiation = [0xff, 0xfb, 3, 0xff, 0xfb, 1, 0xff, 0xfe, 1];

/** A console that answers each line with what `answer` gives for it, then the prompt. */
async function fakeConsole(
  answer: (line: string, socket: Socket) => string | undefined,
): Promise<{ host: string; port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.write(Uint8Array.from([...negotiation, 0x3e, 0x20]));
    let pending = "";
    socket.on("data", (data: Buffer) => {
      pending += data.toString("latin1");
      for (let end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n")) {
        const reply = answer(pending.slice(0, end), socket);
        pending = pending.slice(end + 1);
        if (reply !== undefined) socket.write(`${reply}> `);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return { host: "127.0.0.1", port: typeof address === "object" && address !== null ? address.port : 0 };
}

describe("SimulatorConsole", () => {
  it("skips the telnet negotiation, asks for no echo and gives what each command printed", async () => {
    const lines: string[] = [];
    const address = await fakeConsole((line) => {
      lines.push(line);
      return line === "noecho" ? "" : `told ${line}\n\r`;
    });
    const console = await SimulatorConsole.open(address, { clock: systemClock });
    expect(await Promise.all([console.run("one"), console.run("two")])).toEqual(["told one\n", "told two\n"]);
    expect(lines).toEqual(["noecho", "one", "two"]);
    await console.close();
  });

  it("rejects a refused command and goes on", async () => {
    const address = await fakeConsole((line) => (line === "bad" ? "**Invalid command: bad\n\r" : ""));
    const console = await SimulatorConsole.open(address, { clock: systemClock });
    await expect(console.run("bad")).rejects.toMatchObject({ code: "E_SIM_COMMAND" });
    await expect(console.run("good")).resolves.toBe("");
    await console.close();
  });

  it("refuses what is not one line", async () => {
    const console = await SimulatorConsole.open(await fakeConsole(() => ""), { clock: systemClock });
    await expect(console.run("a\nb")).rejects.toMatchObject({ code: "E_SIM_COMMAND" });
    await expect(console.run("x".repeat(1001))).rejects.toMatchObject({ code: "E_SIM_COMMAND" });
    await console.close();
  });

  it("gives up on a console that does not answer", async () => {
    const clock = new ManualClock();
    const heard = Promise.withResolvers<void>();
    const address = await fakeConsole((line) => {
      if (line === "noecho") return "";
      heard.resolve();
      return undefined;
    });
    const console = await SimulatorConsole.open(address, { clock, timeoutMs: 5000 });
    const answer = expect(console.run("hang")).rejects.toMatchObject({ code: "E_TIMEOUT" });
    await heard.promise;
    await clock.advance(5000);
    await answer;
  });

  it("reports a console that closes or is not there", async () => {
    const address = await fakeConsole((line, socket) => {
      if (line === "noecho") return "";
      socket.destroy();
      return undefined;
    });
    const console = await SimulatorConsole.open(address, { clock: systemClock });
    await expect(console.run("x")).rejects.toMatchObject({ code: "E_LINK_DOWN" });
    await expect(console.run("y")).rejects.toMatchObject({ code: "E_LINK_DOWN" });
    await expect(SimulatorConsole.open({ host: "127.0.0.1", port: 1 }, { clock: systemClock })).rejects.toMatchObject({
      code: "E_LINK_DOWN",
    });
  });
});
