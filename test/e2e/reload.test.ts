import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startAgentProcess } from "../support/agent-process.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

describe("SIGHUP", () => {
  it("reads the configuration again: a bad file changes nothing, keys that need a restart are named", async () => {
    const file = join(await temporaryDirectory(), "agent.yaml");
    await writeFile(file, "controllers: []\n");
    const agent = await startAgentProcess(await temporaryDirectory(), ["--config", file], { verb: "run" });
    const reload = async (text: string, answer: string) => {
      await writeFile(file, text);
      agent.child.kill("SIGHUP");
      await until(() => agent.log().includes(answer), { what: () => answer });
    };
    await reload("log: {level: loud}\n", "nothing was changed");
    await reload("controllers: []\nlog: {level: debug}\nname: other\n", "the configuration was read again");
    expect(agent.log()).toContain('"keys":["name"]');
    expect((await agent.rest("/redfish/v1")).status).toBe(200);
    expect(await agent.end("SIGTERM")).toBe(0);
  }, 60_000);

  it("ends an agent without a configuration file, whose terminal went away", async () => {
    const agent = await startAgentProcess(await temporaryDirectory(), [], { verb: "run" });
    expect(await agent.end("SIGHUP")).toBe(0);
  }, 60_000);
});
