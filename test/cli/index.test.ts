import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Command, onlineCommands } from "../../src/cli/index.ts";
import { cli, fakeAgent, temporaryDirectory } from "./fake-agent.ts";

const quoted = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

describe("the command line", () => {
  it("names the socket it tried and how to start an agent when there is none", async () => {
    const directory = await temporaryDirectory();
    const { code, stdout, stderr } = await cli(["tree"], { directories: [directory] });
    expect(code).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toContain(join(directory, "agent.sock"));
    expect(stderr).toContain("npm start");
  });

  it("tries the next directory when nobody listens in the first", async () => {
    const { directory } = await fakeAgent({ "GET /alarms": { alarms: [] } });
    const empty = await temporaryDirectory();
    const { code, stdout } = await cli(["alarms"], { directories: [empty, directory] });
    expect([code, stdout]).toEqual([0, "No alarms.\n"]);
  });

  it("looks only where --state-directory says", async () => {
    const { directory } = await fakeAgent({ "GET /alarms": { alarms: [] } });
    const empty = await temporaryDirectory();
    expect((await cli(["alarms", "--state-directory", directory], { directories: [empty] })).code).toBe(0);
    expect((await cli(["alarms", "--state-directory", empty], { directories: [directory] })).code).toBe(3);
  });

  it.each([
    [[], "Usage: hpi-agent VERB"],
    [["frobnicate"], 'there is no verb "frobnicate"'],
    [["tree", "extra"], "expected: hpi-agent tree"],
    [["tree", "--unknown"], "hpi-agent: Unknown option '--unknown'; see: hpi-agent tree --help\n"],
    [["sim", "pull", "--unknown"], "hpi-agent: Unknown option '--unknown'; see: hpi-agent sim pull --help\n"],
    [["events", "--after", "-x"], "hpi-agent: Option '--after' argument is ambiguous; see: hpi-agent events --help\n"],
    [["events", "--last"], "Option '--last <value>' argument missing"],
    [["events", "--after", "x"], '--after: expected a number, got "x"'],
    [["sim"], "expected: hpi-agent sim list|set|state|walk|pull|plug|handle|communication"],
    [["sim", "set", "board/Temp"], "expected: hpi-agent sim set CONTROLLER/SENSOR VALUE"],
    [["sim", "set", "board/Temp", "warm"], 'expected a number as VALUE, got "warm"'],
    [["sim", "walk", "board", "M9"], 'expected a state from M0 to M7, got "M9"'],
    [["sim", "state", "a/b", "failure", "maybe"], "expected on or off"],
  ])("answers a wrong command line %j with status 2 and what was expected", async (argv, expected) => {
    const { code, stdout, stderr } = await cli(argv, { directories: [] });
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(expected);
  });

  it("tells the agent's own reason when it refuses, with status 1", async () => {
    const { directory } = await fakeAgent({
      "GET /tree": (response: import("node:http").ServerResponse) => {
        response.writeHead(403).end('{"error":{"code":"E_FORBIDDEN","message":"not for you","context":{}}}');
      },
    });
    const { code, stderr } = await cli(["tree"], { directories: [directory] });
    expect([code, stderr]).toEqual([1, "hpi-agent: not for you\n"]);
  });

  it.each(["not json", '{"error":7}', ""])("survives a reply that is no sense: %j", async (text) => {
    const { directory } = await fakeAgent({
      "GET /tree": (response: import("node:http").ServerResponse) => response.writeHead(500).end(text),
    });
    const { code, stderr } = await cli(["tree"], { directories: [directory] });
    expect(code).toBe(1);
    expect(stderr).toContain("the agent answered 500");
  });

  it.each([
    ["sim", "--help"],
    ["help", "sim"],
    ["snmp", "-h"],
  ])("lists the verbs below %j %j", async (...argv) => {
    const { code, stdout } = await cli(argv, { directories: [] });
    const first = argv.find((word) => !/help|-h/.test(word))!;
    const verbs = onlineCommands.filter(({ name }) => name.startsWith(`${first} `));
    expect(code).toBe(0);
    expect(verbs.length).toBeGreaterThan(3);
    for (const { name, summary } of verbs)
      expect(stdout).toMatch(new RegExp(`^  ${name}\\b.*${quoted(summary)}$`, "m"));
    expect(stdout).not.toMatch(/^ {2}tree/m);
  });

  it("lists all verbs in its help, and explains each", async () => {
    const { code, stdout } = await cli(["help"]);
    expect(code).toBe(0);
    expect(onlineCommands.length).toBeGreaterThan(8);
    for (const { name, summary } of onlineCommands) {
      expect(stdout).toContain(`  ${name} `.trimEnd());
      expect(stdout).toContain(summary);
      const one = await cli(["help", ...name.split(" ")]);
      expect(one.stdout).toContain(`Usage: hpi-agent ${name}`);
      expect((await cli([...name.split(" "), "--help"])).stdout).toBe(one.stdout);
    }
  });

  it("runs verbs that others add", async () => {
    const command: Command = {
      name: "check-config",
      summary: "looks at the configuration",
      words: { least: 1, most: 1 },
      async run({ positionals }, { screen }) {
        screen.line(`looked at ${positionals[0]}`);
        return 0;
      },
    };
    const { code, stdout } = await cli(["check-config", "file.yaml"], { commands: [...onlineCommands, command] });
    expect([code, stdout]).toEqual([0, "looked at file.yaml\n"]);
  });
});
