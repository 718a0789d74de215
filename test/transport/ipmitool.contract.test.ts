import { type ChildProcess, spawn } from "node:child_process";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { openIpmitool } from "../../src/transport/ipmitool/index.ts";
import { connectionContract } from "../contract/connection.ts";
import { simPassword, simUser, startIpmiSim } from "../support/ipmi-sim.ts";
import { requires } from "../support/requires.ts";

const { describe } = requires("ipmi_sim", "ipmitool");

describe("ipmitool on a LAN session with ipmi_sim", () => {
  connectionContract("ipmitool", async () => {
    const sim = await startIpmiSim();
    const children: ChildProcess[] = [];
    return {
      open: () =>
        openIpmitool({
          name: "shelf",
          clock: systemClock,
          logger: silentLogger,
          random: Math.random,
          interface: { kind: "lanplus", host: "127.0.0.1", port: sim.lan, user: simUser, password: simPassword },
          spawn: (...call) => {
            const child = spawn(...call);
            children.push(child);
            return child;
          },
          answerMs: 1500,
          startMs: 3000,
          breaker: { firstProbeMs: 20, probe: { firstMs: 50, maxMs: 200 } },
          reconnect: { firstMs: 10, maxMs: 50 },
        }),
      freeze: sim.freeze,
      wake: sim.wake,
      restart: sim.restart,
      async raiseEvent() {
        await sim.command("sensor_set_bit_clr_rest 0x82 0 0 2 1");
      },
      leftovers: async () =>
        children.filter((child) => child.exitCode === null && child.signalCode === null).map(({ pid }) => `pid ${pid}`),
      stop: sim.stop,
    };
  });
});
