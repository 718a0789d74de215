import fc from "fast-check";
import { expect, test } from "vitest";
import { AccountLockout, SourceBackOff, sourceGroup } from "../../src/access/lockout.ts";
import { ManualClock } from "../../src/base/clock.ts";

test("an account locks at the threshold and unlocks after its time", async () => {
  const clock = new ManualClock();
  const lockout = new AccountLockout({ clock });
  expect([1, 2, 3, 4, 5].map(() => lockout.failed("ann", "192.0.2.1"))).toEqual([false, false, false, false, true]);
  expect(lockout.isLocked("ann")).toBe(true);
  expect(lockout.isLocked("bob")).toBe(false);
  await clock.advance(299_999);
  expect(lockout.isLocked("ann")).toBe(true);
  await clock.advance(1);
  expect(lockout.isLocked("ann")).toBe(false);
});

test("a success between failures starts the count anew", () => {
  const lockout = new AccountLockout({ clock: new ManualClock() });
  for (let failure = 0; failure < 4; failure++) lockout.failed("ann", "192.0.2.1");
  lockout.succeeded("ann", "192.0.2.1");
  expect(lockout.failed("ann", "192.0.2.1")).toBe(false);
});

test("failures elsewhere do not lock out a source that knew the password, its own do, and a week later all do", async () => {
  const clock = new ManualClock();
  const lockout = new AccountLockout({ clock });
  const fail = (source: string) => {
    for (let failure = 0; failure < 5; failure++) lockout.failed("ann", source);
  };
  lockout.succeeded("ann", "192.0.2.1");
  fail("192.0.2.2");
  expect(["192.0.2.1", "192.0.2.2", "192.0.2.3", undefined].map((from) => lockout.isLocked("ann", from))).toEqual([
    ...[false, true, true, true],
  ]);
  fail("192.0.2.1");
  expect(lockout.isLocked("ann", "192.0.2.1")).toBe(true);
  await clock.advance(300_000);
  expect(lockout.isLocked("ann", "192.0.2.1")).toBe(false);
  await clock.advance(7 * 24 * 3_600_000);
  fail("192.0.2.2");
  expect(lockout.isLocked("ann", "192.0.2.1")).toBe(true);
});

test("what is forgotten of an account is all of it, and of no other", () => {
  const lockout = new AccountLockout({ clock: new ManualClock() });
  for (const name of ["ann", "bob"]) {
    lockout.succeeded(name, "192.0.2.1");
    for (let failure = 0; failure < 5; failure++) lockout.failed(name, "192.0.2.2");
  }
  lockout.clear("ann");
  expect(lockout.isLocked("ann")).toBe(false);
  for (let failure = 0; failure < 5; failure++) lockout.failed("ann", "192.0.2.2");
  expect(["ann", "bob"].map((name) => lockout.isLocked(name, "192.0.2.1"))).toEqual([true, false]);
});

test("an account stays locked, whatever its memory is filled with by who has another account and many addresses", () => {
  const lockout = new AccountLockout({ clock: new ManualClock() });
  const sources = Array.from({ length: 1001 }, (_, i) => `2001:db8:0:${i.toString(16)}::1`);
  for (let failure = 0; failure < 5; failure++) lockout.failed("ann", "192.0.2.1");
  for (const source of sources) {
    lockout.succeeded("bob", source);
    lockout.failed("bob", source);
  }
  expect(lockout.isLocked("ann")).toBe(true);
  for (const source of sources) for (let failure = 0; failure < 5; failure++) lockout.failed("bob", source);
  expect(sources.filter((source) => !lockout.isLocked("bob", source))).toEqual([]);
});

test("a source may fail nine times freely, then waits longer and longer, and is forgiven", async () => {
  const clock = new ManualClock();
  const backOff = new SourceBackOff(clock);
  for (let failure = 0; failure < 9; failure++) backOff.failed("192.0.2.1");
  expect(backOff.pause("192.0.2.1")).toBe(0);
  backOff.failed("192.0.2.1");
  expect(backOff.pause("192.0.2.1")).toBe(1000);
  backOff.failed("192.0.2.1");
  expect(backOff.pause("192.0.2.1")).toBe(2000);
  for (let failure = 0; failure < 100; failure++) backOff.failed("192.0.2.1");
  expect(backOff.pause("192.0.2.1")).toBe(60_000);
  expect(backOff.pause("192.0.2.2")).toBe(0);
  await clock.advance(120_000);
  backOff.failed("192.0.2.1");
  expect(backOff.pause("192.0.2.1")).toBe(0);
});

test("memory for sources is bounded", () => {
  const backOff = new SourceBackOff(new ManualClock());
  for (let failure = 0; failure < 10; failure++) backOff.failed("192.0.2.1");
  for (let host = 0; host < 10_000; host++) backOff.failed(`10.0.${host >> 8}.${host % 256}`);
  expect(backOff.pause("192.0.2.1")).toBe(0);
});

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8::9", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["local", "local"],
])("%s counts as %s", (address, group) => {
  expect(sourceGroup(address)).toBe(group);
});

test("every writing of an IPv6 address is one source", () => {
  const groups = fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 });
  const written = (all: readonly number[]) => all.map((group) => group.toString(16));
  fc.assert(
    fc.property(groups, fc.boolean(), fc.nat(7), fc.nat(7), (all, upper, from, length) => {
      const zeroed = all.map((group, i) => (i >= from && i < from + length ? 0 : group));
      const whole = written(zeroed).join(":");
      const [head, tail] = [written(zeroed.slice(0, from)), written(zeroed.slice(from + length))];
      const short = length === 0 ? whole : `${head.join(":")}::${tail.join(":")}`;
      expect(sourceGroup(upper ? short.toUpperCase() : short)).toBe(sourceGroup(whole));
    }),
  );
});

test("no run of failures and waits makes a source wait longer than a minute", async () => {
  const steps = fc.array(fc.oneof(fc.constant(0), fc.nat(200_000)), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, async (waits) => {
      const clock = new ManualClock();
      const backOff = new SourceBackOff(clock);
      for (const wait of waits) {
        if (wait === 0) backOff.failed("192.0.2.1");
        else await clock.advance(wait);
        const pause = backOff.pause("192.0.2.1");
        expect(pause).toBeGreaterThanOrEqual(0);
        expect(pause).toBeLessThanOrEqual(60_000);
        expect(backOff.pause("192.0.2.2")).toBe(0);
      }
    }),
    { numRuns: 50 },
  );
});
