/** A simulated machine with a tap before it, and the programs that speak to it through that. */
import { connect } from "node:net";
import { type Simulator, startSimulator } from "../../../../simulators/index.ts";
import { systemClock } from "../../../../src/base/clock.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { openVm } from "../../../../src/transport/vm/index.ts";
import { until } from "../../../support/until.ts";
import { OpenHpiDaemon } from "../../openhpi-daemon.ts";
import { readableFreeipmi, readableIpmitool } from "../../tools.ts";
import { Tap, type TappedExchange } from "./tap.ts";

const bmc = 0x20;

/** One request to the BMC; resolves with the completion code and the data after it. */
type Ask = (netFn: number, cmd: number, ...request: readonly number[]) => Promise<Uint8Array>;

export class Bench {
  readonly simulator: Simulator;
  readonly #tap: Tap;
  readonly #system: TappedExchange[] = [];
  #daemon: Promise<OpenHpiDaemon> | undefined;

  private constructor(simulator: Simulator, tap: Tap) {
    this.simulator = simulator;
    this.#tap = tap;
  }

  static async start(machine: string): Promise<Bench> {
    const simulator = await startSimulator({ machine, timing: { reboot: 500, powerCycle: 100, shutdown: 50 } });
    try {
      return new Bench(simulator, await Tap.open(simulator));
    } catch (error) {
      await simulator.stop();
      throw error;
    }
  }

  /** What went by since it was last asked. */
  take(): readonly TappedExchange[] {
    return [...this.#tap.take(), ...this.#system.splice(0)];
  }

  /** Runs ipmitool; resolves with what it prints. `target` is a slave address. */
  ipmitool(target: number, ...args: readonly string[]): Promise<string> {
    const bridged = target === bmc ? [] : ["-t", `0x${target.toString(16)}`];
    return readableIpmitool(this.#tap, ...bridged, ...args);
  }

  /** The data bytes of the answer to a command that ipmitool has no name for. */
  async raw(target: number, ...bytes: readonly number[]): Promise<readonly number[]> {
    const printed = await this.ipmitool(target, "raw", ...bytes.map(String));
    return Array.from(printed.matchAll(/[0-9a-f]{2}/g), ([byte]) => Number.parseInt(byte, 16));
  }

  /** Runs one of FreeIPMI's tools. */
  freeipmi(tool: string, ...args: readonly string[]): Promise<string> {
    return readableFreeipmi(this.#tap, tool, ...args);
  }

  /** A daemon that has discovered the shelf. */
  openhpi(): Promise<OpenHpiDaemon> {
    this.#daemon ??= OpenHpiDaemon.start(this.#tap, "{FAN_TRAY_SLOT,1}{COOLING_UNIT,1}");
    return this.#daemon;
  }

  /** Speaks over the system interface, for commands that only it carries. */
  async atSystemInterface(speak: (ask: Ask) => Promise<void>): Promise<void> {
    const connection = openVm({
      name: "bmc",
      clock: systemClock,
      logger: silentLogger,
      random: Math.random,
      ...this.simulator.vm,
      connect: (options) => connect(options),
    });
    try {
      await until(() => connection.state === "up", { what: () => "the system interface" });
      await speak(async (netFn, cmd, ...bytes) => {
        const request = Uint8Array.from(bytes);
        const { completionCode, data } = await connection.request({ netFn, lun: 0, cmd, data: request });
        const response = Uint8Array.of(completionCode, ...data);
        this.#system.push({ target: bmc, netFn, cmd, request, response });
        return response;
      });
    } finally {
      await connection.close();
    }
  }

  async stop(): Promise<void> {
    await (await this.#daemon?.catch(() => undefined))?.stop();
    await this.#tap.close();
    await this.simulator.stop();
  }
}
