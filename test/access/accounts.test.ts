import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { accountsIn, cheapHasher, rightPassword } from "./access-fixture.ts";

test("accounts outlive a restart, their passwords are nowhere on disk", async () => {
  const directory = await temporaryDirectory();
  const first = await accountsIn(directory);
  await first.create({ name: "ann", password: rightPassword, role: "Operator" });
  const second = await accountsIn(directory);
  expect(await second.verify("ann", rightPassword)).toMatchObject({ name: "ann", role: "Operator" });
  expect(await second.verify("ann", "wrong horse battery")).toBeUndefined();
  expect(await second.verify("bob", rightPassword)).toBeUndefined();
  expect(await readFile(join(directory, "accounts.json"), "utf8")).not.toContain("horse");
  expect(second.list()).toHaveLength(1);
  expect(second.list()[0]).not.toHaveProperty("hash");
});

test("lost accounts open no door: nobody is in them until somebody is added", async () => {
  const directory = await temporaryDirectory();
  await (await accountsIn(directory)).create({ name: "ann", password: rightPassword, role: "Operator" });
  await writeFile(join(directory, "accounts.json"), "damage");
  expect((await accountsIn(directory)).list()).toHaveLength(1);
  await writeFile(join(directory, "accounts.json"), "damage");
  await writeFile(join(directory, "accounts.json.copy"), "damage");
  const lost = await accountsIn(directory);
  expect(lost.list()).toEqual([]);
  await lost.create({ name: "ann", password: rightPassword, role: "Administrator" });
  expect((await accountsIn(directory)).list()).toHaveLength(1);
});

test.each([
  ["a name with a space", { name: "a b" }],
  ["a name with a slash", { name: "../x" }],
  ["an empty name", { name: "" }],
  ["the name of the local socket's user", { name: "local" }],
  ["a short password", { password: "short" }],
  ["an endless password", { password: "x".repeat(200) }],
  ["an unknown role", { role: "root" as "Operator" }],
])("%s is refused", async (_name, change) => {
  const accounts = await accountsIn(await temporaryDirectory());
  const created = accounts.create({ name: "ann", password: rightPassword, role: "Operator", ...change });
  await expect(created).rejects.toMatchObject({ code: "E_ACCOUNT_INVALID" });
  expect(accounts.list()).toEqual([]);
});

test("a name equal to its password is refused, a name taken is refused", async () => {
  const accounts = await accountsIn(await temporaryDirectory());
  const create = (password: string) => accounts.create({ name: "administrator", password, role: "Operator" });
  await expect(create("administrator")).rejects.toMatchObject({ code: "E_ACCOUNT_INVALID" });
  const outcomes = await Promise.allSettled([create(rightPassword), create(rightPassword)]);
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
  expect(outcomes[1]).toMatchObject({ reason: { code: "E_ACCOUNT_EXISTS" } });
});

test("a change of password counts at once, and lifts the demand for it", async () => {
  const clock = new ManualClock();
  const accounts = await accountsIn(await temporaryDirectory(), clock);
  await accounts.create({ name: "ann", password: rightPassword, role: "Operator", passwordChangeRequired: true });
  await clock.advance(1000);
  const changed = await accounts.update("ann", { password: "another long secret" });
  expect(changed).toMatchObject({ passwordChangeRequired: false, passwordChanged: clock.wall() });
  expect(await accounts.verify("ann", rightPassword)).toBeUndefined();
  expect(await accounts.verify("ann", "another long secret")).toBeDefined();
});

test("a disabled account does not verify, a removed one is gone", async () => {
  const accounts = await accountsIn(await temporaryDirectory());
  await accounts.create({ name: "ann", password: rightPassword, role: "Operator" });
  await accounts.update("ann", { enabled: false });
  expect(await accounts.verify("ann", rightPassword)).toBeUndefined();
  await accounts.update("ann", { enabled: true });
  expect(await accounts.verify("ann", rightPassword)).toBeDefined();
  await accounts.remove("ann");
  expect(await accounts.verify("ann", rightPassword)).toBeUndefined();
  await expect(accounts.remove("ann")).rejects.toMatchObject({ code: "E_NO_ACCOUNT" });
});

test("an account that changes or goes while its password is being verified does not verify", async () => {
  const hashed = await cheapHasher().hash(rightPassword);
  const gate = Promise.withResolvers<boolean>();
  const hasher = { hash: async () => ({ ...hashed }), verify: () => gate.promise };
  const accounts = await accountsIn(await temporaryDirectory(), new ManualClock(), hasher);
  for (const name of ["ann", "bob", "eve"]) await accounts.create({ name, password: rightPassword, role: "Operator" });
  const verifying = ["ann", "bob", "eve"].map((name) => accounts.verify(name, rightPassword));
  await accounts.remove("ann");
  await accounts.update("bob", { password: "another long secret" });
  gate.resolve(true);
  expect(await Promise.all(verifying)).toEqual([undefined, undefined, accounts.get("eve")]);
});

test("there are at most 64 accounts", async () => {
  const accounts = await accountsIn(await temporaryDirectory());
  const outcomes = await Promise.allSettled(
    Array.from({ length: 66 }, (_, n) => accounts.create({ name: `u${n}`, password: rightPassword, role: "ReadOnly" })),
  );
  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(2);
  expect(accounts.list()).toHaveLength(64);
});
