import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { randomPassword, randomToken, redact } from "../../src/store/secrets.ts";

test("a password comes from the random bytes alone and favours no letter", () => {
  expect(randomPassword(() => new Uint8Array([0, 255, 1, 254, 2]), 3)).toBe("ABC");
  const counts = new Map<string, number>();
  for (const letter of randomPassword(randomBytes, 57_000)) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect(counts.size).toBe(57);
  for (const [letter, count] of counts) expect(Math.abs(count - 1000), letter).toBeLessThan(250);
});

test("a token has at least 128 bits", () => {
  expect(Buffer.from(randomToken(randomBytes, 4), "base64url")).toHaveLength(16);
  expect(randomToken(randomBytes)).not.toBe(randomToken(randomBytes));
});

test("fields named like secrets are redacted at any depth, others kept", () => {
  const clean = redact({
    user: "admin",
    password: "hunter2",
    headers: { Authorization: "Basic x", "X-Auth-Token": "t" },
    list: [{ privPassword: "p", community: "public", n: 1 }],
    key: "sensor/1",
  });
  expect(JSON.stringify(clean)).not.toMatch(/hunter2|Basic x|"t"|"p"|public/);
  expect(clean).toMatchObject({ user: "admin", list: [{ n: 1 }], key: "sensor/1" });
});

test("redaction ends on things that contain themselves", () => {
  const loop: Record<string, unknown> = {};
  loop["self"] = loop;
  expect(() => JSON.stringify(redact(loop))).not.toThrow();
});
