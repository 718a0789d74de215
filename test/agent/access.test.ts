import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openAccess, raiseAuditAlarm } from "../../src/agent/access.ts";
import { systemDoors } from "../../src/agent/doors.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { storeIn } from "../store/open-store.ts";
import { memoryDomain } from "../support/memory-domain.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

it("every change of an account is on record, with the role that it gives and without the password", async () => {
  const directory = await temporaryDirectory();
  const { accounts, audit } = await openAccess(await storeIn(directory), systemDoors(), silentLogger);
  const password = "correct horse battery";
  await accounts.create({ name: "ann", password, role: "Operator" });
  await accounts.update("ann", { role: "Administrator" });
  await accounts.remove("ann");
  await audit.flush();
  const text = await readFile(join(directory, "audit.log"), "utf8");
  const entries = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  expect(entries).toMatchObject([
    { what: "account", name: "ann", role: "Operator", passwordChanged: true, removed: false },
    { what: "account", name: "ann", role: "Administrator", passwordChanged: false, removed: false },
    { what: "account", name: "ann", removed: true },
  ]);
  expect(text).not.toContain("horse");
});

it("begin and end of every session are on record, without its token", async () => {
  const directory = await temporaryDirectory();
  const { accounts, sessions, audit } = await openAccess(await storeIn(directory), systemDoors(), silentLogger);
  await accounts.create({ name: "ann", password: "correct horse battery", role: "Operator" });
  const { session, token } = sessions.create("ann", "redfish", "192.0.2.9");
  await accounts.remove("ann");
  await audit.flush();
  const text = await readFile(join(directory, "audit.log"), "utf8");
  const entries = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { what: string });
  const who = { what: "session", id: session.id, user: "ann", door: "redfish", source: "192.0.2.9" };
  expect(entries.filter(({ what }) => what === "session")).toMatchObject([
    { ...who, how: "begun" },
    { ...who, how: "ended" },
  ]);
  expect(text).not.toContain(token);
});

it("an audit log that cannot be written is an alarm until it can, also when that began before there was a model", async () => {
  const directory = await temporaryDirectory();
  const { audit } = await openAccess(await storeIn(directory), systemDoors(), silentLogger);
  await mkdir(join(directory, "audit.log"));
  audit.record({ what: "lost" });
  await audit.flush();
  const { domain } = await memoryDomain();
  raiseAuditAlarm(domain, audit);
  await expect.poll(() => domain.alarms()).toMatchObject([{ condition: "agent:audit-log", severity: "major" }]);
  await rm(join(directory, "audit.log"), { recursive: true });
  audit.record({ what: "kept" });
  await audit.flush();
  await expect.poll(() => domain.alarms()).toEqual([]);
});
