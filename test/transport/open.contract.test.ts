import { connect, type Socket } from "node:net";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { Connection } from "../../src/ipmi/connection.ts";
import { openDevice } from "../../src/transport/open/index.ts";
import { openVm } from "../../src/transport/vm/index.ts";
import { connectionContract } from "../contract/connection.ts";
import { startIpmiSim } from "../support/ipmi-sim.ts";
import { requires } from "../support/requires.ts";
import { FakeKernel, type KernelRequest } from "./open/fake-kernel.ts";

const { describe } = requires("ipmi_sim");

/** The same suite runs on a real kernel in test/system/dev-ipmi.test.ts. */
describe("IPMI device of a pretended kernel, with ipmi_sim behind it", () => {
  connectionContract("open", async () => {
    const sim = await startIpmiSim();
    const sockets: Socket[] = [];
    const controller = openVm({
      name: "behind the kernel",
      clock: systemClock,
      logger: silentLogger,
      random: Math.random,
      host: "127.0.0.1",
      port: sim.vm,
      connect: (options) => {
        const socket = connect(options);
        sockets.push(socket);
        return socket;
      },
      breaker: { threshold: Number.POSITIVE_INFINITY },
      reconnect: { firstMs: 10, maxMs: 50 },
    });
    const kernel = new FakeKernel();
    kernel.behaviour = (request) => void carry(controller, kernel, request);
    controller.onAttention(() => void fetchEvents(controller, kernel));
    return {
      open: () =>
        openDevice({
          name: "shelf",
          clock: systemClock,
          logger: silentLogger,
          random: Math.random,
          device: "/dev/ipmi0",
          devices: kernel,
          exists: () => true,
          answerMs: 200,
          targetAnswerMs: 200,
          breaker: { firstProbeMs: 20, probe: { firstMs: 50, maxMs: 200 } },
        }),
      freeze: sim.freeze,
      wake: sim.wake,
      restart: sim.restart,
      raiseEvent: async () => {
        await sim.command("sensor_set_bit_clr_rest 0x82 0 0 1 0");
        await sim.command("sensor_set_bit_clr_rest 0x82 0 0 2 1");
      },
      leftovers: async () => kernel.leftovers(),
      stop: async () => {
        await controller.close();
        await sim.stop();
      },
    };
  });
});

/** Carries a request as the kernel does: without an answer, its own completion codes. */
async function carry(controller: Connection, kernel: FakeKernel, request: KernelRequest): Promise<void> {
  const { addressType, channel, slave, lun, netFn, cmd, data } = request;
  const target = addressType === 1 ? { address: slave, channel } : undefined;
  try {
    const response = await controller.request({ netFn, cmd, lun, data: Uint8Array.from(data), target });
    kernel.answer(request, [response.completionCode, ...response.data]);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (target !== undefined) kernel.answer(request, [0xc3]);
    else if (code === "E_LINK_DOWN") kernel.answer(request, [0xd2]);
    else kernel.answer(request, [0xc3]);
  }
}

/** Empties the event message buffer, until the controller is gone. */
async function fetchEvents(controller: Connection, kernel: FakeKernel): Promise<void> {
  const read = { netFn: 0x06, cmd: 0x35, lun: 0, data: new Uint8Array(0) };
  const fetch = () => controller.request(read).catch(() => undefined);
  for (let message = await fetch(); message?.completionCode === 0; message = await fetch()) {
    kernel.event([...message.data]);
  }
}
