import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { RemoteControl } from "../../../simulators/control/remote-control.ts";
import { serveControl } from "../../../simulators/control/server.ts";
import { type SensorState, type SimulatorControl, systemDoors } from "../../../simulators/index.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { DeviceSilentError, NotThereError } from "../../../src/base/errors.ts";

/** Notes what it is asked. */
class NotingControl implements SimulatorControl {
  readonly calls: unknown[][] = [];
  readonly sensors: SensorState[] = Array.from({ length: 2000 }, (_, number) => ({
    controller: `board-${number}`,
    name: "Temperature ä",
    number,
    type: "temperature",
    present: true,
    kind: "analog",
    value: number / 8,
    unit: "degrees-c",
  }));
  #note(...call: unknown[]): Promise<void> {
    this.calls.push(call);
    return Promise.resolve();
  }
  async list() {
    return this.sensors;
  }
  async setSensor(sensor: string, value: number) {
    if (sensor === "nothing") throw new NotThereError("E_NO_SENSOR", 'there is no sensor "nothing"');
    await this.#note("setSensor", sensor, value);
    return Math.round(value);
  }
  setDiscrete = (...call: unknown[]) => this.#note("setDiscrete", ...call);
  walk = (...call: unknown[]) => this.#note("walk", ...call);
  pull = (...call: unknown[]) => this.#note("pull", ...call);
  plug = (...call: unknown[]) => this.#note("plug", ...call);
  handle = (...call: unknown[]) => this.#note("handle", ...call);
  communication = (...call: unknown[]) => this.#note("communication", ...call);
  state = async () => ({ machine: "m", controllers: [], sensors: this.sensors.slice(0, 1) });
  addSel = (...call: unknown[]) => this.#note("addSel", ...call);
  setFaults = (...call: unknown[]) => this.#note("setFaults", ...call);
  faults = async () => ({
    script: { seed: 1, faults: [] },
    links: [{ bmc: "b", link: "vm" as const, counts: [2, null] }],
  });
  close = () => this.#note("close");
}

async function served() {
  const local = new NotingControl();
  const server = await serveControl(local, "127.0.0.1", systemDoors());
  onTestFinished(() => server.close());
  const remote = new RemoteControl(server.address, systemClock);
  onTestFinished(() => remote.close());
  return { local, server, remote };
}

describe("RemoteControl", () => {
  it("does what the local control does, in order", async () => {
    const { local, remote } = await served();
    expect(await remote.list()).toEqual(local.sensors);
    const entry = { generator: 0x82, sensorType: 1, sensorNumber: 2, eventType: 1, data: [1, 2, 3] } as const;
    const [value] = await Promise.all([
      remote.setSensor("a/b", 1.75),
      remote.setDiscrete("a/c", "drive-fault", true),
      remote.setDiscrete("a/c", 3, false),
      remote.walk("a", [5, 4]),
      remote.pull("a"),
      remote.pull("a", "surprise"),
      remote.plug("a"),
      remote.addSel(entry),
      remote.addSel({ ...entry, recordType: 0xc0, asserted: false }),
      remote.setFaults({ faults: [{ do: "drop" }] }),
    ]);
    expect(await remote.faults()).toEqual(await local.faults());
    await expect(remote.setFaults({ faults: [{ do: "delay", milliseconds: -1 }] })).rejects.toMatchObject({
      code: "E_FAULTS",
      message: expect.stringContaining("faults.0.milliseconds"),
    });
    expect(value).toBe(2);
    expect(local.calls).toEqual([
      ["setSensor", "a/b", 1.75],
      ["setDiscrete", "a/c", "drive-fault", true],
      ["setDiscrete", "a/c", 3, false],
      ["walk", "a", [5, 4]],
      ["pull", "a", "orderly"],
      ["pull", "a", "surprise"],
      ["plug", "a"],
      ["addSel", entry],
      ["addSel", { ...entry, recordType: 0xc0, asserted: false }],
      ["setFaults", { seed: 1, faults: [{ do: "drop" }] }],
    ]);
  });

  it("gives errors of the other side as what they were there", async () => {
    const { remote } = await served();
    const failed = remote.setSensor("nothing", 1);
    await expect(failed).rejects.toBeInstanceOf(NotThereError);
    await expect(failed).rejects.toMatchObject({ code: "E_NO_SENSOR", message: 'there is no sensor "nothing"' });
    await expect(remote.setSensor("something", 1)).resolves.toBe(1);
  });

  it("fails when the simulator's program is gone, and works again when it is back", async () => {
    const { server, remote } = await served();
    await remote.plug("a");
    await server.close();
    await expect(remote.plug("a")).rejects.toBeInstanceOf(DeviceSilentError);
    await expect(remote.plug("a")).rejects.toMatchObject({ code: "E_LINK_DOWN" });
  });
});

describe("the control server", () => {
  it.each([
    ["a wrong token", '{"token":"0"}\n{"id":1,"method":"plug","params":["a"]}\n'],
    ["no token", '{"id":1,"method":"plug","params":["a"]}\n'],
    ["what is not JSON", "hello\n"],
    ["an endless line", "x".repeat(20_000)],
  ])("closes on %s and does nothing", async (_what, bytes) => {
    const { local, server } = await served();
    expect(await answerTo(server.address.port, bytes)).toBe("");
    expect(local.calls).toEqual([]);
  });

  it("closes on a request it does not know", async () => {
    const { local, server } = await served();
    const bytes = `${JSON.stringify({ token: server.address.token })}\n{"id":1,"method":"close","params":[]}\n`;
    expect(await answerTo(server.address.port, bytes)).toBe("");
    expect(local.calls).toEqual([]);
  });
});

/** What comes back until the other side closes. */
function answerTo(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect({ host: "127.0.0.1", port }, () => socket.write(bytes));
    socket.on("data", (data: Buffer) => {
      answer += data.toString();
    });
    socket.on("error", () => resolve(answer));
    socket.on("close", () => resolve(answer));
  });
}
