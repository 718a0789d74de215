/** Controls a simulated machine through the program that runs it. */
import { connect, type Socket } from "node:net";
import type { Clock } from "../../src/base/clock.ts";
import { DeviceSilentError, messageOf } from "../../src/base/errors.ts";
import type { FaultState } from "../fault-proxy/proxies.ts";
import type { FaultScriptInput } from "../fault-proxy/rules.ts";
import type { MState, SelEntry, SensorState, SimulatorControl, SimulatorState } from "./control.ts";
import { LineReader } from "./lines.ts";
import { errorFrom, maxResponseLine, type Request, response } from "./protocol.ts";
import type { ControlAddress } from "./server.ts";

const timeoutMs = 10_000;

interface Link {
  readonly socket: Socket;
  readonly waiting: Map<number, { resolve(value: unknown): void; reject(error: Error): void }>;
}

export class RemoteControl implements SimulatorControl {
  readonly #address: ControlAddress;
  readonly #clock: Clock;
  #link: Promise<Link> | undefined;
  #nextId = 1;

  constructor(address: ControlAddress, clock: Clock) {
    this.#address = address;
    this.#clock = clock;
  }

  async list(): Promise<readonly SensorState[]> {
    return (await this.#call({ method: "list", params: [] })) as readonly SensorState[];
  }

  async setSensor(sensor: string, value: number): Promise<number> {
    return (await this.#call({ method: "setSensor", params: [sensor, value] })) as number;
  }

  async setDiscrete(sensor: string, state: string | number, asserted: boolean): Promise<void> {
    await this.#call({ method: "setDiscrete", params: [sensor, state, asserted] });
  }

  async walk(controller: string, states: readonly MState[]): Promise<void> {
    await this.#call({ method: "walk", params: [controller, [...states]] });
  }

  async pull(controller: string, how: "orderly" | "surprise" = "orderly"): Promise<void> {
    await this.#call({ method: "pull", params: [controller, how] });
  }

  async plug(controller: string): Promise<void> {
    await this.#call({ method: "plug", params: [controller] });
  }

  async handle(fru: string, position: "open" | "closed"): Promise<void> {
    await this.#call({ method: "handle", params: [fru, position] });
  }

  async communication(controller: string, what: "lost" | "regained"): Promise<void> {
    await this.#call({ method: "communication", params: [controller, what] });
  }

  async state(): Promise<SimulatorState> {
    return (await this.#call({ method: "state", params: [] })) as SimulatorState;
  }

  async addSel(entry: SelEntry): Promise<void> {
    await this.#call({ method: "addSel", params: [{ ...entry, data: [...entry.data] }] });
  }

  async setFaults(script: FaultScriptInput): Promise<void> {
    await this.#call({ method: "setFaults", params: [script] });
  }

  async faults(): Promise<FaultState> {
    return (await this.#call({ method: "faults", params: [] })) as FaultState;
  }

  async close(): Promise<void> {
    const opening = this.#link;
    this.#link = undefined;
    if (opening === undefined) return;
    try {
      (await opening).socket.destroy();
    } catch (error) {
      // What never opened has nothing to close.
      if (!(error instanceof DeviceSilentError)) throw error;
    }
  }

  async #call(call: WithoutId<Request>): Promise<unknown> {
    this.#link ??= this.#open();
    const { socket, waiting } = await this.#link;
    const id = this.#nextId++;
    return await new Promise((resolve, reject) => {
      const cancel = this.#clock.after(timeoutMs, () =>
        settle(() => reject(new DeviceSilentError("E_TIMEOUT", `the simulator did not answer in ${timeoutMs} ms`))),
      );
      const settle = (finish: () => void) => {
        cancel();
        waiting.delete(id);
        finish();
      };
      waiting.set(id, {
        resolve: (value) => settle(() => resolve(value)),
        reject: (error) => settle(() => reject(error)),
      });
      socket.write(`${JSON.stringify({ id, ...call })}\n`);
    });
  }

  #open(): Promise<Link> {
    const { host, port, token } = this.#address;
    const socket = connect({ host, port });
    const link: Link = { socket, waiting: new Map() };
    return new Promise((resolve, reject) => {
      const fail = (why: string) => {
        const error = new DeviceSilentError("E_LINK_DOWN", `control of the simulator: ${why}`);
        this.#link = undefined;
        reject(error);
        for (const { reject: give } of [...link.waiting.values()]) give(error);
        socket.destroy();
      };
      socket.on("error", (error) => fail(error.message));
      socket.on("close", () => fail("the connection closed"));
      socket.on("connect", () => {
        socket.write(`${JSON.stringify({ token })}\n`);
        resolve(link);
      });
      const lines = new LineReader(maxResponseLine);
      socket.on("data", (data: Buffer) => {
        for (const line of lines.take(data)) {
          try {
            take(link, line);
          } catch (error) {
            fail(messageOf(error));
            return;
          }
        }
      });
    });
  }
}

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** Throws when the line is not an answer. */
function take({ waiting }: Link, line: string | undefined): void {
  const answer = response.parse(JSON.parse(line ?? ""));
  const waiter = waiting.get(answer.id);
  if ("error" in answer) waiter?.reject(errorFrom(answer.error));
  else waiter?.resolve(answer.result);
}
