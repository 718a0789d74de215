import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { requires } from "../../../support/requires.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";
import { administrator, startAdministered } from "./support.ts";

const { describe, it } = requires("snmp");

const page = fileURLToPath(new URL("../../../../docs/snmp-administration.md", import.meta.url));

describe("docs/snmp-administration.md", () => {
  it("has commands that do what it says, one after the other", async () => {
    const template = { ...administrator, name: "template", authPassword: "OLD-AUTH", privPassword: "OLD-PRIV" };
    const agent = await startAdministered({ users: [administrator, template] });
    const blocks = [...(await readFile(page, "utf8")).matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1]!);
    expect(blocks.length).toBeGreaterThanOrEqual(3);
    const directory = await temporaryDirectory();
    const login = ["-a", "SHA-256", "-A", administrator.authPassword, "-x", "AES", "-X", administrator.privPassword];
    const env = {
      ...{ PATH: process.env["PATH"], MIBS: "", SNMPCONFPATH: directory, SNMP_PERSISTENT_DIR: directory },
      V3: ["-v3", "-l", "authPriv", "-u", "admin", ...login, "-r", "0", "-t", "10"].join(" "),
    };
    for (const block of blocks) {
      const words = block.replaceAll("AGENT", agent.address());
      const said = await new Promise<string>((resolve) => {
        execFile("bash", ["-c", words], { env }, (_error, stdout, stderr) => resolve(`${stdout}${stderr}`));
      });
      expect(said).not.toMatch(/Error|Reason|USAGE|Unknown|failure/);
      expect(said.split("\n").length).toBeGreaterThan(2);
    }
    const noc = { name: "noc", authPassword: "NEW-AUTH", privPassword: "NEW-PRIV" };
    expect(await agent.get(noc, "1.3.6.1.2.1.47.1.4.1.0")).not.toMatch(/No Such|Error/);
    expect(await agent.get(noc, "1.3.6.1.2.1.1.5.0")).toContain("No Such");
    const { users, targets, views } = agent.exporter.made();
    expect(users).toMatchObject([{ name: "noc", role: "Operator" }]);
    expect(targets).toMatchObject([{ name: "nms", host: "192.0.2.10", port: 162, kind: "trap" }]);
    expect(views["sensor"]).toEqual([
      { subtree: [1, 3, 6, 1, 2, 1, 99, 1, 1, 1, 0, 57], wildcards: [10], included: true },
    ]);
  });
});
