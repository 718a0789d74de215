import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { SnmpAdministrator } from "../../../src/agent/snmp-administration/administrator.ts";
import type { PinnedManagers } from "../../../src/agent/snmp-administration/managers-view.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { snmpTargetSettings, snmpUserSettings } from "../../../src/exporters/hpi-api/snmp-administration.ts";
import { loadRows, noSetRows, type SnmpManagers } from "../../../src/exporters/snmp/index.ts";
import { localKeys } from "../../../src/snmp/user-keys.ts";
import { openStore, type Store } from "../../../src/store/store.ts";
import { MemoryAudit } from "../../support/memory-domain.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const pinnedUser = {
  ...{ name: "from-file", authProtocol: "SHA-256", authPassword: "authentic-words" },
  ...{ privProtocol: "AES", privPassword: "private-words", role: "Operator" as const },
};
const pinned = { users: [pinnedUser], targets: [] };
const user = (changes: object = {}) => snmpUserSettings.parse(changes);

/** What lies in the files of SNMP's managers. */
async function filesIn(directory: string): Promise<string> {
  const names = (await readdir(directory)).filter((name) => name.startsWith("snmp-managers"));
  return (await Promise.all(names.map((name) => readFile(join(directory, name), "utf8")))).join("\n");
}

const engine = Buffer.from("80001f8805000102030405060708090a0b", "hex");

describe("SNMP users, targets and views", () => {
  async function open(directory: string, configured: PinnedManagers = pinned, engineId = engine) {
    const store: Store = await openStore({
      ...{ directory, logger: silentLogger, pid: process.pid, bootId: undefined },
      randomUuid: () => "00000000-0000-4000-8000-000000000001",
    });
    const audit = new MemoryAudit();
    const administrator = await SnmpAdministrator.open({ store, audit, random: randomBytes, logger: silentLogger });
    const applied: SnmpManagers[] = [administrator.start(configured, engineId)];
    let refusal: Error | undefined;
    administrator.attach({
      engineId,
      made: () => ({ users: [], targets: [], views: {}, filters: {} }),
      async configure(managers, keep) {
        if (refusal !== undefined) throw refusal;
        await keep?.();
        applied.push(managers);
      },
    });
    let closed = false;
    const close = async () => {
      if (!closed) await store.close();
      closed = true;
    };
    onTestFinished(close);
    const refuse = (error: Error | undefined) => {
      refusal = error;
    };
    return { administrator, audit, applied, refuse, close, current: () => applied.at(-1)! };
  }

  it("outlive the agent, with keys in place of passwords", async () => {
    const directory = await temporaryDirectory();
    const first = await open(directory);
    await first.administrator.putView(
      "hardware",
      { include: ["1.3.6.1.2.1.47"], exclude: ["1.3.6.1.2.1.47.1.3"] },
      "me",
    );
    const made = await first.administrator.putUser(
      "noc",
      user({ view: "hardware", authPassword: "given-words" }),
      "me",
    );
    expect(made.authPassword).toBeUndefined();
    expect(made.privPassword).toMatch(/^\w{20}$/);
    await first.administrator.putTarget("noc", snmpTargetSettings.parse({ host: "192.0.2.1", user: "noc" }), "me");
    expect(first.audit.entries).toHaveLength(3);
    await first.close();
    const second = await open(directory);
    expect(second.current()).toEqual(first.current());
    const [, noc] = second.current().users;
    const passwords = { authPassword: "given-words", privPassword: made.privPassword ?? "" };
    const { auth, priv } = localKeys(
      { name: "noc", authProtocol: "SHA-256", privProtocol: "AES", ...passwords },
      engine,
    );
    const local = { engineId: engine.toString("hex"), auth: auth.toString("hex"), priv: priv!.toString("hex") };
    expect(noc).toMatchObject({ name: "noc", local, keysMayChange: true });
    expect(await filesIn(directory)).not.toMatch(new RegExp(`given-words|${made.privPassword}|master`));
    expect(second.current().targets[0]!.security).toEqual({ version: "v3", user: noc });
    expect(second.current().views["hardware"]).toEqual([
      { subtree: [1, 3, 6, 1, 2, 1, 47], included: true },
      { subtree: [1, 3, 6, 1, 2, 1, 47, 1, 3], included: false },
    ]);
  });

  it("are listed without secrets, with where they come from", async () => {
    const { administrator } = await open(await temporaryDirectory());
    await administrator.putUser("noc", user(), "me");
    const target = { host: "192.0.2.1", community: "a-secret-word" };
    await administrator.putTarget("old", snmpTargetSettings.parse(target), "me");
    const listed = administrator.list();
    expect(listed.users.map(({ name, pinned: by }) => [name, by])).toEqual([
      ["from-file", true],
      ["noc", false],
    ]);
    expect(JSON.stringify(listed)).not.toMatch(/words|secret|Password|community/);
  });

  it("of the configuration cannot be changed here", async () => {
    const { administrator, applied } = await open(await temporaryDirectory());
    const refused = { code: "E_SNMP_PINNED" };
    await expect(administrator.putUser("from-file", user(), "me")).rejects.toMatchObject(refused);
    await expect(administrator.remove("users", "from-file", "me")).rejects.toMatchObject(refused);
    expect(applied).toHaveLength(1);
  });

  it("that others need stay, and so does everything when a change does not fit", async () => {
    const { administrator, current, refuse } = await open(await temporaryDirectory());
    await administrator.putView("v", { include: ["1.3"], exclude: [] }, "me");
    await administrator.putUser("noc", user({ view: "v" }), "me");
    await administrator.putTarget("t", snmpTargetSettings.parse({ host: "192.0.2.1", user: "noc" }), "me");
    const before = current();
    await expect(administrator.remove("views", "v", "me")).rejects.toMatchObject({ code: "E_SNMP_VIEW" });
    await expect(administrator.remove("users", "noc", "me")).rejects.toMatchObject({ code: "E_SNMP_TARGET" });
    for (const nobody of ["who", "constructor"]) {
      await expect(administrator.remove("users", nobody, "me")).rejects.toMatchObject({ code: "E_NO_SNMP_NAME" });
    }
    const byNobody = snmpTargetSettings.parse({ host: "192.0.2.1", user: "toString" });
    await expect(administrator.putTarget("x", byNobody, "me")).rejects.toMatchObject({ code: "E_SNMP_TARGET" });
    await expect(administrator.putUser("x", user({ view: "w" }), "me")).rejects.toMatchObject({ code: "E_SNMP_VIEW" });
    refuse(new Error("no socket"));
    await expect(administrator.remove("targets", "t", "me")).rejects.toThrow("no socket");
    refuse(undefined);
    expect(administrator.list().targets).toHaveLength(1);
    expect(current()).toBe(before);
    await administrator.remove("targets", "t", "me");
    await administrator.remove("users", "noc", "me");
    await administrator.remove("views", "v", "me");
    expect(current()).toEqual({ users: [pinnedUser], targets: [], views: {}, filters: {}, rows: noSetRows });
  });

  it("are not those that every JavaScript object has", async () => {
    const { administrator, current } = await open(await temporaryDirectory());
    const target = (changes: object) => snmpTargetSettings.parse({ host: "192.0.2.1", ...changes });
    for (const name of ["constructor", "toString"]) {
      await expect(administrator.putUser("u", user({ view: name }), "me")).rejects.toMatchObject({
        code: "E_SNMP_VIEW",
      });
      await expect(administrator.putTarget("t", target({ user: name }), "me")).rejects.toMatchObject({
        code: "E_SNMP_TARGET",
      });
      const filtered = target({ community: "c", filter: name });
      await expect(administrator.putTarget("t", filtered, "me")).rejects.toMatchObject({ code: "E_SNMP_FILTER" });
      await expect(administrator.remove("users", name, "me")).rejects.toMatchObject({ code: "E_NO_SNMP_NAME" });
    }
    expect(current().targets).toEqual([]);
    await administrator.putView("constructor", { include: ["1.3"], exclude: [] }, "me");
    await administrator.putUser("u", user({ view: "constructor" }), "me");
    expect(current().users.at(-1)).toMatchObject({ name: "u", view: "constructor" });
  });

  it("keep filters and notify views as long as somebody is subject to them", async () => {
    const directory = await temporaryDirectory();
    const { administrator, current, close } = await open(directory);
    const target = (changes: object) => snmpTargetSettings.parse({ host: "192.0.2.1", community: "c", ...changes });
    await expect(administrator.putTarget("t", target({ filter: "f" }), "me")).rejects.toMatchObject({
      code: "E_SNMP_FILTER",
    });
    await expect(administrator.putUser("noc", user({ notifyView: "v" }), "me")).rejects.toMatchObject({
      code: "E_SNMP_VIEW",
    });
    await administrator.putFilter("f", { include: ["1.3"], exclude: ["1.3.6.1.6"] }, "me");
    await administrator.putView("v", { include: ["1.3"], exclude: [] }, "me");
    await administrator.putTarget("t", target({ filter: "f" }), "me");
    await administrator.putUser("noc", user({ notifyView: "v" }), "me");
    await expect(administrator.remove("filters", "f", "me")).rejects.toMatchObject({ code: "E_SNMP_FILTER" });
    await expect(administrator.remove("views", "v", "me")).rejects.toMatchObject({ code: "E_SNMP_VIEW" });
    const before = current();
    expect(before.filters).toEqual({
      f: [
        { subtree: [1, 3], included: true },
        { subtree: [1, 3, 6, 1, 6], included: false },
      ],
    });
    expect(before.targets[0]).toMatchObject({ name: "t", filter: "f" });
    expect(before.users[1]).toMatchObject({ name: "noc", notifyView: "v" });
    await close();
    expect((await open(directory)).current()).toEqual(before);
  });

  it("of the configuration can be referred to: views and filters too", async () => {
    const all = [{ subtree: [1, 3], included: true }];
    const fromFile = { ...pinned, views: { v: all }, filters: { f: all } };
    const { administrator, current } = await open(await temporaryDirectory(), fromFile);
    await administrator.putUser("noc", user({ view: "v" }), "me");
    await administrator.putTarget("t", snmpTargetSettings.parse({ host: "::1", user: "noc", filter: "f" }), "me");
    await expect(administrator.putView("v", { include: ["1.3"], exclude: [] }, "me")).rejects.toMatchObject({
      code: "E_SNMP_PINNED",
    });
    await expect(administrator.remove("filters", "f", "me")).rejects.toMatchObject({ code: "E_SNMP_PINNED" });
    expect(current()).toMatchObject({ views: { v: all }, filters: { f: all } });
    const shown = { pinned: true, include: ["1.3"], exclude: [] };
    expect(administrator.list()).toMatchObject({
      views: [{ name: "v", ...shown }],
      filters: [{ name: "f", ...shown }],
    });
  });

  it("keep what other engines' keys are made from only of those that send informs", async () => {
    const directory = await temporaryDirectory();
    const { administrator } = await open(directory);
    const informs = snmpTargetSettings.parse({ host: "192.0.2.1", user: "noc", kind: "inform" });
    await administrator.putUser("noc", user(), "me");
    await expect(administrator.putTarget("t", informs, "me")).rejects.toThrow("cannot send informs");
    await administrator.putUser("noc", user({ informs: true }), "me");
    await administrator.putTarget("t", informs, "me");
    expect(await filesIn(directory)).toContain('"master"');
    await expect(administrator.putUser("noc", user(), "me")).rejects.toThrow("set it up for informs");
  });

  it("of a file with passwords are kept without them from the first start on", async () => {
    const directory = await temporaryDirectory();
    const secret = {
      authProtocol: "SHA-512",
      authPassword: "given-words",
      privProtocol: "AES-256",
      privPassword: "other-words",
    };
    const users = { plain: { role: "Operator", ...secret }, sender: { role: "ReadOnly", ...secret } };
    const target = {
      host: "192.0.2.1",
      port: 162,
      kind: "inform",
      user: "sender",
      version: "v2c",
      timeoutSeconds: 3,
      retries: 3,
    };
    const body = JSON.stringify({ users, targets: { t: target }, views: {} });
    const sha256 = createHash("sha256").update(body).digest("hex");
    const header = JSON.stringify({ state: "snmp-managers", version: 1, sha256 });
    await writeFile(join(directory, "snmp-managers.json"), `${header}\n${body}\n`, { mode: 0o644 });
    await chmod(join(directory, "snmp-managers.json"), 0o644);
    const { administrator, current } = await open(directory);
    // Changes wait for it.
    await administrator.putView("v", { include: ["1.3"], exclude: [] }, "me");
    const kept = await filesIn(directory);
    expect(kept).not.toMatch(/given-words|other-words/);
    expect((await stat(join(directory, "snmp-managers.json"))).mode & 0o777).toBe(0o600);
    const [, plain, sender] = current().users;
    const expected = localKeys({ name: "plain", ...secret }, engine).auth.toString("hex");
    expect(plain).toMatchObject({ role: "Operator", local: { auth: expected }, master: undefined });
    expect(sender).toMatchObject({ local: { auth: expected }, master: { auth: expect.any(String) } });
    expect(current().targets).toHaveLength(1);
  });

  it("whose keys are those of a former engine id are named, and no longer served until they are set up again", async () => {
    const directory = await temporaryDirectory();
    const first = await open(directory);
    await first.administrator.putUser("lost", user(), "me");
    await first.administrator.putUser("kept", user({ informs: true, authPassword: "given-words" }), "me");
    await first.close();
    const other = Buffer.from("80001f8805ffffffffffffffffffffffff", "hex");
    const second = await open(directory, pinned, other);
    expect(second.administrator.keyless).toEqual(["lost"]);
    expect(second.current().users.map(({ name }) => name)).toEqual(["from-file", "kept"]);
    await second.administrator.putUser("lost", user(), "me");
    await second.close();
    const third = await open(directory, pinned, other);
    expect(third.administrator.keyless).toEqual([]);
    expect(third.current().users.find(({ name }) => name === "kept")).toMatchObject({
      local: { engineId: other.toString("hex") },
    });
  });

  it("whose keys were changed over SNMP keep them, and do not go back to older ones with a new engine id", async () => {
    const directory = await temporaryDirectory();
    const { administrator, applied, close } = await open(directory);
    await administrator.putUser("noc", user({ informs: true }), "me");
    const before = applied.at(-1)!;
    const local = { engineId: engine.toString("hex"), auth: "11".repeat(32), priv: "22".repeat(16) };
    const users = before.users.map((known) => (known.name === "noc" ? { ...known, local, rekeyed: true } : known));
    await administrator.turn(() => administrator.store({ ...before, users }));
    await close();
    const second = await open(directory);
    expect(second.current().users[1]).toMatchObject({ name: "noc", local, rekeyed: true });
    await second.close();
    const third = await open(directory, pinned, Buffer.from("80001f8805ffffffffffffffffffffffff", "hex"));
    expect(third.administrator.keyless).toEqual(["noc"]);
  });

  it("that were made over SNMP can be removed here, not replaced, and outlive the agent", async () => {
    const directory = await temporaryDirectory();
    const { administrator, current, close } = await open(directory);
    const view = { index: "1.118.2.1.3", values: { 3: "", 4: 1, 5: 3, 6: 1 } };
    const gone = { index: "1.119.2.1.3", values: { 3: "", 4: 1, 5: 2, 6: 1 } };
    const rows = loadRows({ vacmViewTreeFamilyTable: [view, gone] }, () => {});
    await administrator.turn(() => administrator.store({ ...current(), rows }));
    const replaced = administrator.putView("v", { include: ["1.3"], exclude: [] }, "me");
    await expect(replaced).rejects.toMatchObject({ code: "E_SNMP_TAKEN" });
    await close();
    const second = await open(directory);
    // The other one was volatile.
    expect([...(second.current().rows?.vacmViewTreeFamilyTable.keys() ?? [])]).toEqual([view.index]);
    await second.administrator.remove("views", "v", "me");
    expect(second.current().rows).toEqual(noSetRows);
    await second.close();
    expect((await open(directory)).current().rows).toEqual(noSetRows);
  });

  it("stay as they are when the disk does not take them", async () => {
    const directory = await temporaryDirectory();
    const { administrator, current, close } = await open(directory);
    await administrator.putView("v", { include: ["1.3"], exclude: [] }, "me");
    const before = current();
    await mkdir(join(directory, "snmp-managers.json.copy.tmp"));
    await expect(administrator.putUser("noc", user(), "me")).rejects.toMatchObject({ code: "E_STATE_WRITE" });
    const changed = administrator.turn(() => administrator.store({ ...before, views: {} }));
    await expect(changed).rejects.toMatchObject({ code: "E_STATE_WRITE" });
    expect(current()).toBe(before);
    expect(administrator.list().users.map(({ name }) => name)).toEqual(["from-file"]);
    await rm(join(directory, "snmp-managers.json.copy.tmp"), { recursive: true });
    await close();
    expect((await open(directory)).current()).toEqual(before);
  });

  it("that do not change stay the same objects, whose keys are made already", async () => {
    const { administrator, current } = await open(await temporaryDirectory());
    await administrator.putUser("one", user(), "me");
    await administrator.putTarget("t", snmpTargetSettings.parse({ host: "192.0.2.1", user: "one" }), "me");
    const [, one] = current().users;
    const [target] = current().targets;
    await administrator.putUser("two", user(), "me");
    expect(current().users[1]).toBe(one);
    expect(current().targets[0]).toBe(target);
  });
});
