import { connect, type Socket } from "node:net";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { openVm } from "../../src/transport/vm/index.ts";
import { connectionContract } from "../contract/connection.ts";
import { startIpmiSim } from "../support/ipmi-sim.ts";
import { requires } from "../support/requires.ts";

const { describe } = requires("ipmi_sim");

describe("VM interface of ipmi_sim", () => {
  connectionContract("vm", async () => {
    const sim = await startIpmiSim();
    const sockets: Socket[] = [];
    return {
      open: () =>
        openVm({
          name: "shelf",
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
          answerMs: 1000,
          breaker: { firstProbeMs: 20, probe: { firstMs: 50, maxMs: 200 } },
          reconnect: { firstMs: 10, maxMs: 50 },
        }),
      freeze: sim.freeze,
      wake: sim.wake,
      restart: sim.restart,
      raiseEvent: () => raiseEvent(sim.command),
      leftovers: async () => sockets.filter((socket) => !socket.destroyed).map(() => "socket"),
      stop: sim.stop,
    };
  });
});

/** The board's hot-swap state changes to M2 from M1. */
async function raiseEvent(command: (line: string) => Promise<string>): Promise<void> {
  await command("sensor_set_bit_clr_rest 0x82 0 0 1 0");
  await command("sensor_set_bit_clr_rest 0x82 0 0 2 1");
}
