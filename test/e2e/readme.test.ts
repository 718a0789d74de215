import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("ipmi_sim", "gcc", "libc", "libopenipmi");

/** A line without what differs from run to run: times, numbers of events, ports. */
const lasting = (line: string) =>
  line
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d( +\d+ )?/, "TIME")
    .replace(/127\.0\.0\.1:\d+/, "127.0.0.1:PORT")
    .trimEnd();

/** What the README says that is printed; dots stand for more. */
async function samples(): Promise<{ start: string[]; commands: { words: string[]; lines: string[] }[] }> {
  const text = await readFile(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
  // Blocks that name a language are to be typed, not to be read.
  const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].filter(([, language]) => language === "");
  const [start = "", session = ""] = blocks.map(([, , block = ""]) => block);
  const linesOf = (block: string) => block.split("\n").filter((line) => line !== "" && line !== "...");
  const commands = session
    .split("$ bin/hpi-agent ")
    .slice(1)
    .map((part) => {
      const [command = "", ...lines] = linesOf(part);
      const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
      return { words, lines };
    });
  return { start: linesOf(start), commands };
}

describe("the README", () => {
  it("shows word for word what is printed", async () => {
    const { start, commands } = await samples();
    const agent = await startAgentProcess(join(await temporaryDirectory(), "state"), ["--machine", "atca-14"]);
    await until(() => agent.output().includes("  State "), { what: () => `the greeting: ${agent.output()}` });
    const greeting = agent.output().split("\n").map(lasting);
    // Another state directory than that of a user has to be named.
    const expected = start.filter((line) => !line.startsWith("  Terminal")).map(lasting);
    expect(expected.filter((line) => !greeting.includes(line))).toEqual([]);
    expect(expected.length).toBeGreaterThan(10);
    await until(async () => (await agent.cli("alarms")).includes("Disk 3"), { what: () => "the first alarm" });
    expect(commands.map(({ words }) => words.join(" ")).slice(0, 2)).toEqual([
      "sim set slot-3/Outlet Temp 72",
      "alarms",
    ]);
    for (const { words, lines } of commands) {
      let missing: string[] = [];
      await until(
        async () => {
          const printed = (await agent.cli(...words)).split("\n").map(lasting);
          missing = lines.filter((line) => !printed.includes(lasting(line)));
          return missing.length === 0;
        },
        { what: () => `'${words.join(" ")}' to print\n${missing.join("\n")}` },
      );
    }
    expect(commands.flatMap(({ lines }) => lines).length).toBeGreaterThan(10);
    expect(await agent.end()).toBe(0);
  });
});
