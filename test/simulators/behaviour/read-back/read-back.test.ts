import { afterAll, beforeAll, expect } from "vitest";
import { Behaviour } from "../../../../simulators/behaviour/behaviour.ts";
import { MachineState } from "../../../../simulators/control/state.ts";
import { loadMachine, machineNames } from "../../../../simulators/index.ts";
import { bmcsOf } from "../../../../simulators/machine/machine.ts";
import { ManualClock } from "../../../../src/base/clock.ts";
import { silentLogger } from "../../../../src/base/logger.ts";
import { dissect } from "../../../ipmi/commands/read-back/tshark.ts";
import { requires } from "../../../support/requires.ts";
import { appReadBackCases } from "./app-cases.ts";
import { Bench } from "./bench.ts";
import type { BehaviourReadBackCase } from "./case.ts";
import { chassisReadBackCases } from "./chassis-cases.ts";
import { dcmiReadBackCases } from "./dcmi-cases.ts";
import { picmgReadBackCases } from "./picmg-cases.ts";
import type { TappedExchange } from "./tap.ts";

const { describe, it } = requires(
  "ipmi_sim",
  "ipmitool",
  "freeipmi",
  "tshark",
  "openhpid",
  "openhpi_ipmidirect",
  "gcc",
  "libc",
  "libopenipmi",
);

const cases = [...picmgReadBackCases, ...chassisReadBackCases, ...appReadBackCases, ...dcmiReadBackCases];

const codeOf = ({ netFn, group, cmd }: { netFn: number; group?: number | undefined; cmd: number }) =>
  [netFn, ...(group === undefined ? [] : [group]), cmd].map((n) => n.toString(16).padStart(2, "0")).join(" ");

const isOf = ({ command: { netFn, cmd, group } }: BehaviourReadBackCase, exchange: TappedExchange) =>
  exchange.netFn === netFn && exchange.cmd === cmd && (group === undefined || exchange.request[0] === group);

/** What the simulated machines hand over to the simulator, by its own register. */
async function handedOver(): Promise<Set<string>> {
  const none = () => {};
  const orders = {
    event: none,
    command: none,
    unavailable: none,
    mute: none,
    operate: none,
    attention: none,
    endSessions: none,
    ipmi: none,
  };
  const codes = new Set<string>();
  for (const name of await machineNames()) {
    const machine = await loadMachine(name);
    for (const bmc of bmcsOf(machine)) {
      const state = new MachineState(machine);
      const behaviour = new Behaviour({ state, bmc, clock: new ManualClock(), logger: silentLogger }, orders);
      for (const command of behaviour.commands) codes.add(codeOf(command));
      behaviour.close();
    }
  }
  return codes;
}

describe("the commands that the simulator adds", () => {
  it("are all read back here", async () => {
    const codes = await handedOver();
    expect(cases.map(({ command }) => codeOf(command)).toSorted()).toEqual([...codes].toSorted());
    expect(codes.size).toBeGreaterThan(60);
  });

  describe.each(["atca-14", "rack"])("on %s", (machine) => {
    const own = cases.filter((each) => each.machine === machine);
    const exchanges = new Map<BehaviourReadBackCase, TappedExchange>();
    let bench: Bench;
    beforeAll(async () => {
      bench = await Bench.start(machine);
    });
    afterAll(() => bench?.stop());

    it.each(own.map((each) => [each.command.name, each.reader, each] as const))(
      "%s by %s",
      { timeout: 60_000 },
      async (_name, _reader, each) => {
        bench.take();
        await each.check(bench);
        const answered = bench.take().filter((exchange) => isOf(each, exchange) && exchange.response[0] === 0);
        expect(answered).not.toEqual([]);
        exchanges.set(each, answered.at(-1)!);
      },
    );

    it("are no riddle to Wireshark", async () => {
      const dissections = await dissect([...exchanges.values()]);
      for (const [index, { command, dissection }] of [...exchanges.keys()].entries()) {
        const { command: name, completion, ...fields } = dissections[index]!.response;
        expect(completion, command.name).toBe("Command Completed Normally");
        expect(fields, `${command.name} (${name})`).not.toHaveProperty("malformed");
        if (dissection !== undefined) expect(fields, command.name).toEqual(dissection);
      }
      expect(exchanges.size).toBe(own.length);
    });
  });
});
