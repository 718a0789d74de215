import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.ts";
import { defaultConfig } from "../../src/config/schema.ts";

const problemsOf = (text: string): readonly string[] => {
  try {
    parseConfig(text, "agent.yaml");
  } catch (error) {
    return (error as { context: { problems: readonly string[] } }).context.problems;
  }
  return [];
};

describe("a configuration file", () => {
  it("needs no key", () => {
    expect(parseConfig("", "agent.yaml")).toEqual(defaultConfig());
    expect(defaultConfig()).toMatchObject({ rest: { host: "127.0.0.1", port: 8443 }, snmp: { port: 1161 } });
  });

  it("with mistakes names file, line, key and what was expected of each", () => {
    const problems = problemsOf(
      "rest:\n  port: 99999\ncontrollers:\n  - name: bmc\n    transport: pigeon\ncolour: 1\n",
    );
    expect(problems).toHaveLength(3);
    expect(problems).toContainEqual(expect.stringMatching(/^agent\.yaml:2: rest\.port: .*65535/));
    expect(problems).toContainEqual(expect.stringMatching(/^agent\.yaml:5: controllers\.0\.transport: .*'ipmitool'/));
    expect(problems).toContainEqual(expect.stringMatching(/^agent\.yaml:6: colour: /));
  });

  it("says where an address is expected, or a network", () => {
    const problems = problemsOf(
      "snmp:\n  targets:\n    - {name: a, host: nms, user: u}\n  communities:\n    - {communityFile: f, sources: [lan]}\npet:\n  sources: [lan]\n  host: any\n",
    );
    expect(problems).toContain("agent.yaml:3: snmp.targets.0.host: expected an IP address");
    expect(problems.join("\n")).not.toContain("Invalid input");
  });

  it("that is no YAML, or too large, or a bomb, is refused with its place", () => {
    expect(problemsOf("a: [1\nb: 2")[0]).toMatch(/^agent\.yaml:\d+: /);
    expect(problemsOf(`#${"x".repeat(2_000_000)}`)[0]).toMatch(/more than/);
    const nine = (name: string) => `[${Array.from({ length: 9 }, () => name).join(", ")}]`;
    const bomb = `a: &a ${nine("x")}\nb: &b ${nine("*a")}\nc: &c ${nine("*b")}\nd: &d ${nine("*c")}\ne: ${nine("*d")}\n`;
    expect(problemsOf(bomb)).toEqual([expect.stringMatching(/^agent\.yaml: .*alias/)]);
    expect(problemsOf("[".repeat(20_000)).length).toBeLessThan(30);
  });

  it("may not name an SNMP view or filter that is not there, nor two alike", () => {
    const files = "authPasswordFile: a, privPasswordFile: b";
    const problems = problemsOf(
      [
        "snmp:",
        "  users:",
        `    - {name: noc, ${files}, view: narrow}`,
        `    - {name: noc, ${files}, notifyView: constructor}`,
        "  views:",
        "    - {name: narrow, include: [1.3.6.1]}",
        "    - {name: all, include: [1.3.6.1]}",
        "  targets:",
        "    - {name: one, host: 192.0.2.1, user: noc, filter: some}",
      ].join("\n"),
    );
    expect(problems.map((problem) => /^agent\.yaml:(\d+: [\w.]+): /.exec(problem)?.[1]).sort()).toEqual([
      ...["4: snmp.users.1.name", "4: snmp.users.1.notifyView"],
      ...["7: snmp.views.1.name", "9: snmp.targets.0.filter"],
    ]);
    expect(problems).toContainEqual(expect.stringContaining("there is no filter some in snmp.filters"));
  });

  it("may not name two controllers alike", () => {
    const one = "  - {name: bmc, transport: vm, port: 1}\n";
    expect(problemsOf(`controllers:\n${one}${one}`)[0]).toMatch(/bmc is given twice/);
  });
});
