import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { PasswordHasher } from "../../src/access/password.ts";
import { cheap, cheapHasher } from "./access-fixture.ts";

test("scrypt gives what RFC 7914 section 12 says", async () => {
  const hasher = new PasswordHasher({ random: () => Buffer.from("SodiumChloride"), cost: { N: 16384, r: 8, p: 1 } });
  const { key } = await hasher.hash("pleaseletmein");
  // The first 32 of the 64 octets printed there.
  expect(Buffer.from(key, "base64").toString("hex")).toBe(
    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2",
  );
});

test("only the right password verifies, and nothing verifies against no hash", async () => {
  const hasher = cheapHasher();
  const stored = await hasher.hash("pässword");
  expect(await hasher.verify("pässword", stored)).toBe(true);
  expect(await hasher.verify("pa\u0308ssword", stored)).toBe(true);
  expect(await hasher.verify("passwort", stored)).toBe(false);
  expect(await hasher.verify("", undefined)).toBe(false);
});

test("a stored hash keeps its own cost", async () => {
  const stored = await cheapHasher().hash("a password");
  const dearer = new PasswordHasher({ random: randomBytes, cost: { N: 64, r: 2, p: 1 } });
  expect(stored).toMatchObject(cheap);
  expect(await dearer.verify("a password", stored)).toBe(true);
});

test("hashes beyond the queue are refused, those in it are all computed", async () => {
  const hasher = new PasswordHasher({ random: randomBytes, cost: cheap, concurrency: 2, queueLimit: 3 });
  const outcomes = await Promise.allSettled(Array.from({ length: 9 }, () => hasher.hash("a password")));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "E_LOGIN_BUSY" });
  }
  expect(await hasher.hash("again")).toBeDefined();
});
