import { describe, expect, it, onTestFinished } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { RawRequest } from "../../src/ipmi/connection.ts";
import { type OpenOptions, openDevice } from "../../src/transport/open/index.ts";
import { errno, FakeKernel, type KernelRequest } from "./open/fake-kernel.ts";

const getDeviceId: RawRequest = { netFn: 6, lun: 0, cmd: 1, data: new Uint8Array(0) };
const board = { address: 0x82, channel: 0 };
const record = [1, 0, 2, 0, 0, 0, 0, 0x20, 0, 4, 1, 1, 1, 0x57, 0x95, 0x70];

function rig(options: Partial<OpenOptions> = {}, kernel = new FakeKernel()) {
  const clock = new ManualClock();
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (facts: object) => warnings.push(JSON.stringify(facts)) };
  const connection = openDevice({
    name: "bmc",
    clock,
    logger: { ...logger, child: () => logger },
    random: () => 0.5,
    device: "/dev/ipmi0",
    devices: kernel,
    exists: () => true,
    ...options,
  });
  onTestFinished(() => connection.close());
  const ask = (raw: Partial<RawRequest> = {}, timeoutMs = 60_000) =>
    connection.request({ ...getDeviceId, ...raw }, { timeoutMs }).then(
      ({ completionCode, data }) => [completionCode, ...data],
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    );
  return { kernel, clock, connection, ask, warnings };
}

/** Keeps requests for the test to answer. */
function held(kernel: FakeKernel): KernelRequest[] {
  const requests: KernelRequest[] = [];
  kernel.behaviour = (request) => {
    requests.push(request);
    return undefined;
  };
  return requests;
}

describe("a request", () => {
  it("reaches the driver as the controller's own, with its logical unit", async () => {
    const { kernel, ask } = rig();
    kernel.behaviour = ({ data }) => [0, ...data];
    expect(await ask({ netFn: 0x04, lun: 2, cmd: 0x2d, data: Uint8Array.of(5, 6) })).toEqual([0, 5, 6]);
    expect(kernel.requests).toEqual([
      {
        id: 1n,
        addressType: 0x0c,
        channel: 0x0f,
        slave: 0,
        lun: 2,
        netFn: 4,
        cmd: 0x2d,
        data: [5, 6],
        retries: 0,
        retryMs: 2000,
      },
    ]);
  });

  it("reaches the driver as one for a bus, and nothing of it stays for the next", async () => {
    const { kernel, ask } = rig();
    await ask({ target: { address: 0x82, channel: 7 }, lun: 3 });
    await ask({ lun: 1 });
    await ask({ target: { address: 0x20, channel: 0 } });
    expect(kernel.requests.map(({ addressType, channel, slave, lun }) => [addressType, channel, slave, lun])).toEqual([
      [0x01, 7, 0x82, 3],
      [0x0c, 0x0f, 0, 1],
      // Its own address is no target.
      [0x0c, 0x0f, 0, 0],
    ]);
  });

  it("gets its own answer in whatever order they come", async () => {
    const { kernel, ask } = rig();
    const requests = held(kernel);
    const answers = [ask(), ask({ cmd: 2 }), ask({ cmd: 3 })];
    expect(requests.map(({ cmd }) => cmd)).toEqual([1, 2]);
    kernel.answer(requests[1]!, [0, 22]);
    expect(await answers[1]).toEqual([0, 22]);
    kernel.answer(requests[2]!, [0, 33]);
    expect(await answers[2]).toEqual([0, 33]);
    kernel.answer(requests[0]!, [0, 11]);
    expect(await answers[0]).toEqual([0, 11]);
  });

  it("is refused where the driver keeps the command for itself, but not for another controller", async () => {
    const { kernel, ask } = rig();
    for (const cmd of [0x33, 0x34, 0x35]) expect(await ask({ cmd })).toMatch(/^E_NOT_SUPPORTED/);
    expect(kernel.requests).toEqual([]);
    expect(await ask({ cmd: 0x35, target: board })).toEqual([0]);
  });

  it("is repeated while the driver has no room for it", async () => {
    const { kernel, ask, clock } = rig();
    kernel.sendErrno = errno.EBUSY;
    const answer = ask();
    kernel.sendErrno = 0;
    await clock.advance(50);
    expect(await answer).toEqual([0]);
  });

  it("fails alone when the driver does not take it", async () => {
    const { kernel, ask, connection, warnings } = rig();
    kernel.sendErrno = errno.EINVAL;
    expect(await ask()).toMatch(/^E_LINK_DOWN/);
    expect(await ask({ target: { address: 0x82, channel: 9 } })).toMatch(/^E_NO_DEVICE/);
    expect(connection.state).toBe("up");
    expect(warnings).toEqual([expect.stringContaining("EINVAL")]);
  });
});

describe("an answer", () => {
  it("that comes too late, to nobody, to another command, without or with too much data is counted and dropped", async () => {
    const { kernel, ask, clock, connection } = rig();
    const requests = held(kernel);
    const late = ask({}, 10_000);
    await clock.advance(3000);
    expect(await late).toMatch(/^E_TIMEOUT/);
    const answer = ask();
    const [first, second] = requests as [KernelRequest, KernelRequest];
    kernel.answer(first, [0]);
    kernel.answer(first, [0]);
    kernel.answer(second, [0], { id: 2n ** 32n + 2n });
    kernel.answer(second, [0], { cmd: 2 });
    kernel.answer(second, [0], { netFn: 6 });
    kernel.answer(second, []);
    kernel.answer(second, Array(273).fill(0));
    kernel.answer(second, [0], { type: 3 });
    kernel.answer(second, [0, 42]);
    expect(await answer).toEqual([0, 42]);
    expect(connection.rejectedFrames).toEqual({ late: 1, unexpected: 3, mismatch: 2, short: 1, truncated: 1 });
  });

  it("is not lost when a signal comes between", async () => {
    const { kernel, ask, connection } = rig();
    const requests = held(kernel);
    const answer = ask();
    kernel.receiveErrno = errno.EINTR;
    kernel.answer(requests[0]!, [0, 1]);
    await settled();
    // The kernel goes on saying that there is something.
    kernel.event(record);
    expect(await answer).toEqual([0, 1]);
    expect(connection.state).toBe("up");
  });

  it("takes the device with it when receiving says that it is gone", async () => {
    const { kernel, ask, connection } = rig();
    const requests = held(kernel);
    const answer = ask();
    kernel.receiveErrno = errno.EIO;
    kernel.answer(requests[0]!, [0, 1]);
    expect(await answer).toMatch(/^E_LINK_DOWN/);
    expect(connection.state).toBe("down");
  });

  it("that came before its time was up counts, although nobody has looked yet", async () => {
    const { kernel, ask, clock } = rig();
    kernel.wakes = false;
    const answer = ask();
    await clock.advance(3000);
    expect(await answer).toEqual([0]);
  });

  it("D2h is the silence of the controller and says so; from a target it is an answer where the controller gives one", async () => {
    const { kernel, ask, clock, connection } = rig();
    const states: string[] = [];
    connection.onStateChange((state) => states.push(state));
    kernel.behaviour = ({ addressType }) => [addressType === 1 ? 0xd2 : 0];
    expect(await ask({ target: board })).toEqual([0xd2]);
    kernel.behaviour = () => [0xd2];
    expect(await ask()).toMatch(/^E_TIMEOUT .*D2h/);
    expect([await ask(), await ask(), await ask()].at(-1)).toMatch(/^E_BREAKER_OPEN/);
    expect(connection.trouble).toMatch(/D2h/);
    kernel.behaviour = () => [0];
    await clock.advance(10_000);
    expect(await ask()).toEqual([0]);
    expect(connection.trouble).toBeUndefined();
    expect(states).toEqual(["down", "up"]);
  });

  it.each([
    ["says D2h for everything", [0xd2]],
    ["answers nothing", undefined],
  ])(
    "from a target is none where the controller %s: it is silent, however much goes over the bus",
    async (_how, all) => {
      const { kernel, ask, clock, connection } = rig();
      kernel.behaviour = () => all;
      const answers = [];
      for (let i = 0; i < 3; i++) {
        const answer = ask({ target: { address: 0x82 + 2 * i, channel: 0 } });
        await clock.advance(10_000);
        answers.push(await answer);
      }
      expect(answers).toEqual(Array(3).fill(expect.stringMatching(/^E_TIMEOUT/)));
      expect(connection.state).toBe("down");
      kernel.behaviour = () => [0];
      await clock.advance(60_000);
      expect(connection.state).toBe("up");
      expect(await ask({ target: board })).toEqual([0]);
    },
  );

  it("that blocks the controller's queue is thrown away, and only that", async () => {
    const { kernel, ask, warnings } = rig();
    let blocked = false;
    let waiting = 0;
    kernel.behaviour = ({ addressType, cmd, data }) => {
      if (addressType === 1) return [0xc3];
      if (cmd === 0x31) return [0, blocked || waiting-- > 0 ? 0x09 : 0x08];
      if (cmd === 0x30) blocked = data[0] !== 0x01;
      return [0];
    };
    const commands = () => kernel.requests.splice(0).map(({ cmd, data }) => [cmd, ...data]);
    await ask({ target: board });
    expect(commands()).toEqual([[1], [0x31]]);
    waiting = 1;
    await ask({ target: board });
    expect(commands()).toEqual([[1], [0x31], [0x31]]);
    expect(warnings).toEqual([]);
    blocked = true;
    await ask({ target: { address: 0x84, channel: 0 } });
    expect(commands()).toEqual([[1], [0x31], [0x31], [0x30, 0x01]]);
    expect(blocked).toBe(false);
    expect(warnings).toHaveLength(1);
  });

  it("C3h by which the driver gives a target up is the target's silence; from the controller it is an answer", async () => {
    const { kernel, ask, connection } = rig();
    kernel.behaviour = () => [0xc3];
    expect(connection.capabilities.tellsAbsence).toBe(false);
    expect(await ask({ target: board })).toMatch(/^E_TIMEOUT .*C3h/);
    expect(await ask()).toEqual([0xc3]);
    expect(connection.state).toBe("up");
  });
});

describe("an event", () => {
  it("is handed over as a record, and then gives notice", async () => {
    const { kernel, connection } = rig();
    const seen: unknown[] = [];
    connection.onEventMessage!((bytes) => seen.push([...bytes]));
    const cancel = connection.onAttention(() => seen.push("attention"));
    kernel.event(record);
    await settled();
    expect(seen).toEqual([record, "attention"]);
    cancel();
    kernel.event(record);
    await settled();
    expect(seen).toHaveLength(3);
  });

  it("of another length is counted and dropped", async () => {
    const { kernel, connection } = rig();
    const seen: unknown[] = [];
    connection.onEventMessage!((bytes) => seen.push(bytes));
    kernel.event(record.slice(1));
    kernel.event([...record, 0]);
    await settled();
    expect(seen).toEqual([]);
    expect(connection.rejectedFrames).toEqual({ event: 2 });
  });

  it("does not stop requests when a thousand come at once", async () => {
    const { kernel, connection, ask } = rig();
    let seen = 0;
    connection.onEventMessage!(() => seen++);
    for (let i = 0; i < 1000; i++) kernel.event(record);
    expect(await ask()).toEqual([0]);
    expect(seen).toBe(1000);
  });
});

describe("the device", () => {
  it.each([
    [errno.ENOENT, [], /E_NO_DEVICE .*modprobe ipmi_si && modprobe ipmi_devintf .*ipmi_ssif/],
    [errno.ENOENT, ["ipmi_si"], /E_NO_DEVICE .*try: modprobe ipmi_devintf$/],
    [errno.ENODEV, ["ipmi_devintf"], /E_NO_DEVICE .*try: modprobe ipmi_si /],
    [errno.ENOENT, ["ipmi_ssif", "ipmi_devintf"], /E_NO_DEVICE .*found no BMC/],
    [errno.ENOENT, ["/dev/ipmi1"], /E_NO_DEVICE .*\/dev\/ipmi0 is not there, but \/dev\/ipmi1 is$/],
    [errno.EACCES, [], /E_DEVICE_ACCESS .*udev/],
    [errno.EIO, [], /E_LINK_DOWN .*EIO/],
    [errno.EBUSY, [], /E_LINK_DOWN .*as often as the kernel allows: see fuser -v \/dev\/ipmi0$/],
    [errno.ENOTTY, ["ipmi_si"], /E_LINK_DOWN .*\/dev\/ipmi0 is no IPMI device$/],
  ] as const)("that cannot be opened (%i, there: %j) says what to do", async (reason, modules, expected) => {
    const kernel = new FakeKernel();
    kernel.openErrno = reason;
    const loaded: readonly string[] = modules;
    const exists = (path: string) => loaded.some((there) => path === there || path === `/sys/module/${there}`);
    const { ask, connection, clock, warnings } = rig({ exists }, kernel);
    expect(connection.state).toBe("down");
    expect(await ask()).toMatch(expected);
    expect(`${connection.trouble}`).toMatch(new RegExp(expected.source.replace(/^E_\w+ /, "")));
    await clock.advance(300_000);
    expect(kernel.opened).toBeGreaterThan(5);
    expect(warnings).toHaveLength(1);
    kernel.openErrno = 0;
    await clock.advance(60_000);
    expect(connection.state).toBe("up");
    expect(await ask()).toEqual([0]);
  });

  it("that goes away takes what is pending with it, and is used again when it is back", async () => {
    const { kernel, ask, clock, connection } = rig();
    const requests = held(kernel);
    const pending = ask();
    expect(requests).toHaveLength(1);
    kernel.sendErrno = errno.ENODEV;
    kernel.openErrno = errno.ENOENT;
    expect(await ask()).toMatch(/^E_LINK_DOWN/);
    expect(await pending).toMatch(/^E_LINK_DOWN/);
    expect(connection.state).toBe("down");
    expect(await ask()).toMatch(/^E_NO_DEVICE/);
    await clock.advance(5000);
    kernel.sendErrno = 0;
    kernel.openErrno = 0;
    kernel.behaviour = () => [0, 7];
    await clock.advance(60_000);
    expect(connection.state).toBe("up");
    expect(await ask()).toEqual([0, 7]);
    expect(kernel.devices.size).toBe(1);
  });

  it("is told the controller's own address on the bus where it is not the usual one", () => {
    const { kernel } = rig({ ownAddress: 0x82 });
    expect([...kernel.devices].map((device) => device.ownAddress)).toEqual([0x82]);
  });

  it("is left alone when whoever hears that it went away closes the connection", async () => {
    const { kernel, ask, clock, connection, warnings } = rig();
    connection.onStateChange(() => void connection.close());
    kernel.sendErrno = errno.ENODEV;
    expect(await ask()).toMatch(/^E_LINK_DOWN/);
    expect(connection.state).toBe("closed");
    await clock.advance(300_000);
    expect([kernel.opened, warnings.length, kernel.leftovers()]).toEqual([1, 1, []]);
  });

  it("is given back, with the memory, whether it was open or not", async () => {
    for (const openErrno of [0, errno.ENOENT]) {
      const kernel = new FakeKernel();
      kernel.openErrno = openErrno;
      const { connection, clock } = rig({}, kernel);
      expect(kernel.leftovers()).not.toEqual([]);
      await connection.close();
      await connection.close();
      const opened = kernel.opened;
      await clock.advance(60_000);
      expect(kernel.opened).toBe(opened);
      expect(kernel.leftovers()).toEqual([]);
    }
  });
});

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}
