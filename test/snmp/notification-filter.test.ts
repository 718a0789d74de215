import { describe, expect, it } from "vitest";
import type { Notification } from "../../src/snmp/notification.ts";
import { NotificationFilter } from "../../src/snmp/notification-filter.ts";
import type { NotificationTarget } from "../../src/snmp/notification-target.ts";
import { parseOid } from "../../src/snmp/oid.ts";
import { type AccessEntry, Vacm, type ViewFamily } from "../../src/snmp/vacm.ts";
import { operator } from "./support/agent.ts";

const include = (oid: string, wildcards: readonly number[] = []): ViewFamily => {
  return { subtree: parseOid(oid), wildcards, included: true };
};
const exclude = (oid: string): ViewFamily => ({ subtree: parseOid(oid), included: false });
const notification = (id: string, ...names: string[]): Notification => ({
  id: parseOid(id),
  upTime: 0,
  objects: names.map((name) => ({ name: parseOid(name), syntax: "Integer32", value: 1 })),
});
const common = { name: "noc", host: "127.0.0.1", port: 9, kind: "trap", timeout: 1, retries: 0 } as const;
const byUser: NotificationTarget = { ...common, security: { version: "v3", user: operator } };
const byCommunity: NotificationTarget = { ...common, security: { version: "v2c", community: "c" } };

function access(entries: readonly Partial<AccessEntry>[], view: readonly ViewFamily[] = [include("1.3")]): Vacm {
  return new Vacm({
    members: [
      { model: 3, securityName: operator.name, group: "g" },
      { model: 2, securityName: "noc", group: "g" },
    ],
    access: entries.map((entry) => ({ group: "g", model: 0, level: 0, ...entry })),
    views: { v: view },
  });
}

describe("the notify view (RFC 3413 section 3.3)", () => {
  const admits = (vacm: Vacm, target: NotificationTarget, made: Notification) =>
    new NotificationFilter(vacm).admits(target, made);

  it.each([
    ["everything", ["1.3"], true],
    ["the name without the objects", ["1.3.6.1.0"], false],
    ["the objects without the name", ["1.3.6.2"], false],
    ["the name and one of two objects", ["1.3.6.1.0", "1.3.6.2.1"], false],
    ["the name and all objects", ["1.3.6.1.0", "1.3.6.2"], true],
  ])("that covers %s: %s", (_, subtrees, told) => {
    const vacm = access(
      [{ notify: "v" }],
      subtrees.map((oid) => include(oid)),
    );
    expect(admits(vacm, byUser, notification("1.3.6.1.0.1", "1.3.6.2.1.0", "1.3.6.2.2.0"))).toBe(told);
  });

  it("is that of the target's model, level and name, and of no other purpose", () => {
    const made = notification("1.3.6.1.0.1");
    expect(admits(access([{ read: "v", write: "v" }]), byUser, made)).toBe(false);
    expect(admits(access([{ notify: "v", model: 3, level: 2 }]), byUser, made)).toBe(true);
    expect(admits(access([{ notify: "v", model: 3, level: 2 }]), byCommunity, made)).toBe(false);
    const plain = { ...operator, minimumLevel: "authNoPriv" } as const;
    const unencrypted: NotificationTarget = { ...byUser, security: { version: "v3", user: plain } };
    expect(admits(access([{ notify: "v", level: 2 }]), unencrypted, made)).toBe(false);
    expect(admits(access([{ notify: "v", level: 1 }]), unencrypted, made)).toBe(true);
    expect(admits(access([{ notify: "v" }]), { ...byCommunity, name: "stranger" }, made)).toBe(false);
    const named = { version: "v2c", community: "c", securityName: "noc" } as const;
    expect(admits(access([{ notify: "v" }]), { ...common, name: "other", security: named }, made)).toBe(true);
  });
});

describe("a filter profile (RFC 3413 section 6)", () => {
  const filter = new NotificationFilter(access([{ notify: "v" }]));
  filter.configure({
    traps: [include("1.3.6.1.0"), exclude("1.3.6.1.0.9"), exclude("1.3.6.2.5"), include("1.3.6.2.5.7")],
    rows: [include("1.3.6.1.0.0", [5]), exclude("1.3.6.1.0.4")],
    nothing: [],
  });
  const told = (profile: string | undefined, made: Notification) => {
    return filter.admits({ ...byCommunity, ...(profile === undefined ? {} : { filter: profile }) }, made);
  };

  it.each([
    ["a name that is included", true, "1.3.6.1.0.1", []],
    ["a name that no family matches", false, "1.3.6.9.1", []],
    ["a name that a longer family excludes", false, "1.3.6.1.0.9", []],
    ["objects that no family matches", true, "1.3.6.1.0.1", ["1.3.9.9.0"]],
    ["one object that is excluded", false, "1.3.6.1.0.1", ["1.3.9.9.0", "1.3.6.2.5.1.0"]],
    ["an object that a longer family includes again", true, "1.3.6.1.0.1", ["1.3.6.2.5.7.0"]],
  ] as const)("decides by the longest family: %s", (_, expected, id, names) => {
    expect(told("traps", notification(id, ...names))).toBe(expected);
  });

  it("takes any arc where the mask says so, and of equally long families the greater one", () => {
    expect(told("rows", notification("1.3.6.1.0.3.1"))).toBe(true);
    expect(told("rows", notification("1.3.6.1.0.4.1"))).toBe(false);
  });

  it("without families, or that is not there, admits nothing; a target without one is told all", () => {
    expect(told("nothing", notification("1.3.6.1.0.1"))).toBe(false);
    expect(told("gone", notification("1.3.6.1.0.1"))).toBe(false);
    expect(told(undefined, notification("1.3.6.1.0.1"))).toBe(true);
  });

  it("does not widen the notify view", () => {
    const narrow = new NotificationFilter(access([{ notify: "v" }], [include("1.3.6.2")]));
    narrow.configure({ traps: [include("1.3.6.1.0")] });
    expect(narrow.admits({ ...byCommunity, filter: "traps" }, notification("1.3.6.1.0.1"))).toBe(false);
  });
});
