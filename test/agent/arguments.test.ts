import { describe, expect, it } from "vitest";
import { parseAgentArguments } from "../../src/agent/arguments.ts";

describe("arguments of the agent", () => {
  it("are all optional", () => {
    expect(parseAgentArguments("run", [])).toMatchObject({ config: null, machine: null, restPort: null, help: false });
  });

  it("never let `run` simulate", () => {
    for (const args of [
      ["--machine", "atca-14"],
      ["--attach", "x.json"],
      ["--faults", "x.yaml"],
    ]) {
      expect(() => parseAgentArguments("run", args)).toThrow(expect.objectContaining({ code: "E_ARGUMENTS" }));
    }
  });

  it("that contradict each other or are no port are refused by name", () => {
    expect(() => parseAgentArguments("start", ["--machine", "a", "--attach", "b"])).toThrow(/exclude/);
    expect(() => parseAgentArguments("start", ["--attach", "a", "--faults", "b"])).toThrow(/--faults/);
    expect(() => parseAgentArguments("start", ["--rest-port", "70000"])).toThrow(/--rest-port/);
    expect(() => parseAgentArguments("start", ["surprise"])).toThrow(/start/);
  });
});
