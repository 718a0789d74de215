import { describe, expect, it } from "vitest";
import { simulationDirectory, stateDirectories, stateDirectory } from "../../src/config/state-directory.ts";

const doors = (env: Record<string, string>) => ({ env, home: "/home/ann", cwd: "/here" });

describe("the state directory", () => {
  it("is what the user asked for, else systemd's, else below the XDG state directory", () => {
    expect(stateDirectory(doors({ STATE_DIRECTORY: "/a:/b" }), "there")).toBe("/here/there");
    expect(stateDirectory(doors({ STATE_DIRECTORY: "/a:/b" }))).toBe("/a");
    expect(stateDirectory(doors({ XDG_STATE_HOME: "/xdg" }))).toBe("/xdg/hpi-agent");
    expect(stateDirectory(doors({ XDG_STATE_HOME: "relative" }))).toBe("/home/ann/.local/state/hpi-agent");
  });

  it("of a simulation is another one, unless the user chose", () => {
    expect(simulationDirectory(doors({}))).toBe("/home/ann/.local/state/hpi-agent/simulation");
    expect(simulationDirectory(doors({ STATE_DIRECTORY: "/a" }))).toBe("/a");
  });

  it("of a running agent is looked for where it may be", () => {
    expect(stateDirectories(doors({}))).toEqual([
      "/home/ann/.local/state/hpi-agent",
      "/home/ann/.local/state/hpi-agent/simulation",
      "/var/lib/hpi-agent",
    ]);
    expect(stateDirectories(doors({}), "/x")).toEqual(["/x"]);
  });
});
