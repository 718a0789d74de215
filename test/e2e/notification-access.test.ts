import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, describe as plainDescribe } from "vitest";
import { TrapReceiver } from "../snmp/support/snmptrapd.ts";
import { startAgentProcess } from "../support/agent-process.ts";
import { requires } from "../support/requires.ts";
import { run } from "../support/run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { until } from "../support/until.ts";

const { describe, it } = requires("snmp", "snmptrapd");

const SNMP_TRAPS = "1.3.6.1.6.3.1.1.5";
const AGENT = "1.3.6.1.4.1.8072.9999.9999.1";
const RAISED = `.${AGENT}.0.26`;
const FAILURE = `.${SNMP_TRAPS}.5`;

const idsAt = ({ lines }: TrapReceiver): string[] =>
  lines.map((line) => /1\.3\.6\.1\.6\.3\.1\.1\.4\.1\.0 = (\S+)/.exec(line)?.[1] ?? line);

// A machine without BMC raises an alarm at its start: something to tell.
const host = existsSync("/dev/ipmi0") ? plainDescribe.skip : describe;
host("who is told what", () => {
  it("is up to views and filters, from the configuration file and from commands", async () => {
    const directory = await temporaryDirectory();
    const file = (name: string) => join(directory, name);
    const user = { name: "noc", authProtocol: "SHA-256", authPassword: "authentic-words" };
    const secrets = { ...user, privProtocol: "AES", privPassword: "private-words" };
    const [confined, filtered, later] = [
      await TrapReceiver.start({ user: secrets }),
      await TrapReceiver.start(),
      await TrapReceiver.start(),
    ];
    for (const [name, secret] of [
      ["auth", secrets.authPassword],
      ["priv", secrets.privPassword],
      ["community", "traps"],
    ] as const) {
      await writeFile(file(name), `${secret}\n`, { mode: 0o600 });
    }
    const snmp = {
      port: 0,
      authenticationTraps: true,
      views: [{ name: "alarms", include: [`${AGENT}.0.26`, `${AGENT}.1.20`] }],
      filters: [{ name: "starts", include: [SNMP_TRAPS], exclude: [`${SNMP_TRAPS}.5`] }],
      users: [{ name: "noc", authPasswordFile: file("auth"), privPasswordFile: file("priv"), notifyView: "alarms" }],
      targets: [
        { name: "confined", host: "127.0.0.1", port: confined.port, kind: "inform", user: "noc" },
        {
          ...{ name: "filtered", host: "127.0.0.1", port: filtered.port, kind: "inform", filter: "starts" },
          communityFile: file("community"),
        },
      ],
    };
    await writeFile(file("agent.yaml"), JSON.stringify({ snmp }));
    const agent = await startAgentProcess(await temporaryDirectory(), ["--config", file("agent.yaml")], {
      verb: "run",
    });
    await until(() => idsAt(confined).includes(RAISED) && idsAt(filtered).length > 0, {
      what: () => `${idsAt(confined)} and ${idsAt(filtered)}: ${agent.log()}`,
    });

    await agent.cli("snmp", "filter", "add", "guesses", FAILURE.slice(1));
    const where = ["--host", "127.0.0.1", "--port", String(later.port), "--community-file", file("community")];
    await agent.cli("snmp", "target", "add", "later", ...where, "--filter", "guesses", "--inform");
    expect(await agent.cli("snmp", "filter")).toMatch(/starts.*configuration.*guesses/s);
    const { host: address, port } = agent.details.snmp ?? {};
    await run("snmpget", [
      ...["-v3", "-l", "authPriv", "-u", "nobody", "-a", "SHA-256", "-A", "guessed-words", "-x", "AES"],
      ...["-X", "guessed-words", "-r", "0", `${address}:${port}`, "1.3.6.1.2.1.1.5.0"],
    ]);
    await until(() => idsAt(later).length > 0, { what: () => agent.log() });
    expect(new Set(idsAt(later))).toEqual(new Set([FAILURE]));
    expect(new Set(idsAt(confined))).toEqual(new Set([RAISED]));
    expect(new Set(idsAt(filtered))).toEqual(new Set([`.${SNMP_TRAPS}.1`]));
    await expect(agent.cli("snmp", "filter", "remove", "guesses")).rejects.toThrow(/later/);
    await agent.end();
  }, 60_000);
});
