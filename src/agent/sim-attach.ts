import type { FaultScript, MState, SimulatorControl } from "../../simulators/index.ts";
import { AgentClient } from "../cli/agent-client.ts";
import type { Command } from "../cli/command.ts";

/** Lets a `sim` verb reach a simulator that no agent is attached to. */
export function attachable(command: Command): Command {
  return {
    ...command,
    options: {
      ...command.options,
      attach: { type: "string", value: "FILE", help: "of a simulator without an agent: what `sim run` wrote" },
    },
    async run(input, context) {
      const file = input.option("attach");
      if (file === undefined) return command.run(input, context);
      const { attachSimulator } = await import("../../simulators/index.ts");
      const simulator = await attachSimulator(file);
      try {
        const agent = new AttachedSimulator(simulator.machine, simulator.control, context.doors.signal);
        return await command.run(input, { ...context, agent });
      } finally {
        await simulator.detach();
      }
    },
  };
}

/** What the verbs post, each below its path. */
const posts: Readonly<Record<string, (control: SimulatorControl, body: never) => Promise<unknown>>> = {
  "/sim/set": async (control, { sensor, value }: { sensor: string; value: number }) => ({
    value: await control.setSensor(sensor, value),
  }),
  "/sim/state": (control, body: { sensor: string; state: string | number; asserted: boolean }) =>
    control.setDiscrete(body.sensor, body.state, body.asserted),
  "/sim/walk": (control, { controller, states }: { controller: string; states: MState[] }) =>
    control.walk(controller, states),
  "/sim/pull": (control, { controller, how }: { controller: string; how: "orderly" | "surprise" }) =>
    control.pull(controller, how),
  "/sim/plug": (control, { controller }: { controller: string }) => control.plug(controller),
  "/sim/handle": (control, { fru, position }: { fru: string; position: "open" | "closed" }) =>
    control.handle(fru, position),
  "/sim/communication": (control, { controller, what }: { controller: string; what: "lost" | "regained" }) =>
    control.communication(controller, what),
  "/sim/fault": (control, script: FaultScript) => control.setFaults(script),
};

/** Answers what the agent's REST answers below `/sim`. */
class AttachedSimulator extends AgentClient {
  readonly #machine: string;
  readonly #control: SimulatorControl;

  constructor(machine: string, control: SimulatorControl, signal: AbortSignal) {
    super([], signal);
    this.#machine = machine;
    this.#control = control;
  }

  override async get<T>(path: string): Promise<T> {
    const control = this.#control;
    if (path === "/sim") return { machine: this.#machine, sensors: await control.list() } as T;
    if (path === "/sim/state") return (await control.state()) as T;
    if (path === "/sim/fault") return (await control.faults()) as T;
    return super.get(path);
  }

  override async post<T>(path: string, body: unknown): Promise<T> {
    const post = posts[path];
    return post === undefined ? super.post(path, body) : (((await post(this.#control, body as never)) ?? {}) as T);
  }
}
