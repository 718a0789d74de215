import { describe, expect, it } from "vitest";
import type { Requester } from "../../src/snmp/access.ts";
import { ErrorStatus, PduType } from "../../src/snmp/pdu.ts";
import { type AccessEntry, FamilyView, Vacm, wildcardsOfMask } from "../../src/snmp/vacm.ts";
import { entry, operator, scalarGroup, testAgent } from "./support/agent.ts";
import { get, message, type Reply, readReply, request } from "./support/manager.ts";

const everything = [{ subtree: [1], included: true }];
const who = (changes: Partial<Requester> = {}): Requester => ({
  model: 3,
  securityName: "ann",
  level: 2,
  context: "",
  ...changes,
});

function vacm(...access: AccessEntry[]): Vacm {
  return new Vacm({
    members: [
      { model: 3, securityName: "ann", group: "staff" },
      { model: 0, securityName: "bob", group: "staff" },
    ],
    access,
    views: { all: everything, some: [{ subtree: [1, 3, 6], included: true }], none: [] },
  });
}

describe("access", () => {
  it("is by group, which a name has in one security model or in any", () => {
    const control = vacm({ group: "staff", model: 0, level: 0, read: "all" });
    expect(control.view(who(), "read")).toBeDefined();
    expect(control.view(who({ model: 2, level: 0 }), "read")).toBeUndefined();
    for (const model of [1, 2, 3] as const)
      expect(control.view(who({ securityName: "bob", model }), "read")).toBeDefined();
    expect(control.view(who({ securityName: "eve" }), "read")).toBeUndefined();
  });

  it("is for reading, writing and notifying apart", () => {
    const control = vacm({ group: "staff", model: 3, level: 1, read: "all", notify: "some" });
    expect(control.view(who(), "read")).toBeDefined();
    expect(control.view(who(), "notify")).toBeDefined();
    expect(control.view(who(), "write")).toBeUndefined();
  });

  it.each([
    [0, [true, true, true]],
    [1, [false, true, true]],
    [2, [false, false, true]],
  ] as const)("needs level %i or more", (level, expected) => {
    const control = vacm({ group: "staff", model: 3, level, read: "all" });
    expect([0, 1, 2].map((l) => control.view(who({ level: l as 0 | 1 | 2 }), "read") !== undefined)).toEqual(expected);
  });

  it("is in the context named, or in those that begin with it", () => {
    const control = vacm(
      { group: "staff", model: 3, level: 0, contextPrefix: "shelf", contextMatch: "prefix", read: "all" },
      { group: "staff", model: 3, level: 0, contextPrefix: "lab", read: "all" },
    );
    const seen = ["", "shelf", "shelf2", "lab", "lab2"].map(
      (context) => control.view(who({ context }), "read") !== undefined,
    );
    expect(seen).toEqual([false, true, true, true, false]);
  });

  it("takes the named model before any, the exact context before a prefix, the longer prefix, the higher level", () => {
    const entries: AccessEntry[] = [
      { group: "staff", model: 0, level: 2, read: "none" },
      { group: "staff", model: 3, level: 0, contextMatch: "prefix", read: "none" },
      { group: "staff", model: 3, level: 0, contextMatch: "prefix", contextPrefix: "sh", read: "none" },
      { group: "staff", model: 3, level: 0, contextPrefix: "shelf", read: "none" },
      { group: "staff", model: 3, level: 1, contextPrefix: "shelf", read: "all" },
    ];
    for (const order of [entries, [...entries].reverse()]) {
      expect(
        vacm(...order)
          .view(who({ context: "shelf" }), "read")!
          .includes([1, 3], 2),
      ).toBe(true);
    }
  });

  it("follows a new configuration, and keeps the old one when the new is wrong", () => {
    const control = vacm({ group: "staff", model: 0, level: 0, read: "all" });
    expect(control.view(who(), "read")).toBeDefined();
    const wrong = { members: [], access: [{ group: "staff", model: 0, level: 0, read: "lost" } as const], views: {} };
    expect(() => control.configure(wrong)).toThrow(expect.objectContaining({ code: "E_SNMP_VIEW" }));
    expect(control.view(who(), "read")).toBeDefined();
    control.configure({ members: [], access: [], views: {} });
    expect(control.view(who(), "read")).toBeUndefined();
  });
});

describe("the matrix of model, level, context and purpose", () => {
  const models = [1, 2, 3] as const;
  const levels = [0, 1, 2] as const;
  const contexts = ["", "shelf", "shelf/1"];
  const purposes = ["read", "write", "notify"] as const;
  const entries: AccessEntry[] = ([0, 1, 2, 3] as const).flatMap((model) =>
    levels.flatMap((level) =>
      contexts.flatMap((contextPrefix) =>
        (["exact", "prefix"] as const).map((contextMatch): AccessEntry => {
          return {
            group: "staff",
            model,
            level,
            contextPrefix,
            contextMatch,
            read: "all",
            write: "all",
            notify: "all",
          };
        }),
      ),
    ),
  );

  it.each(
    entries.map(
      (entry) => [`${entry.model} ${entry.level} ${entry.contextMatch} "${entry.contextPrefix}"`, entry] as const,
    ),
  )("entry %s serves those it names and nobody else", (_what, entry) => {
    const members = [{ model: 0, securityName: "bob", group: "staff" } as const];
    for (const granted of purposes) {
      const { read: _r, write: _w, notify: _n, ...bare } = entry;
      const control = new Vacm({ members, access: [{ ...bare, [granted]: "all" }], views: { all: everything } });
      for (const model of models)
        for (const level of levels)
          for (const context of contexts)
            for (const purpose of purposes) {
              const prefix = entry.contextPrefix ?? "";
              const inContext = entry.contextMatch === "prefix" ? context.startsWith(prefix) : context === prefix;
              const expected =
                granted === purpose &&
                inContext &&
                level >= entry.level &&
                (entry.model === 0 || entry.model === model);
              const seen = control.view(who({ securityName: "bob", model, level, context }), purpose) !== undefined;
              expect(seen, JSON.stringify({ model, level, context, purpose, granted })).toBe(expected);
            }
    }
  });
});

describe("a view", () => {
  it("is decided by the longest family that matches, the greatest of equal ones", () => {
    const view = new FamilyView([
      { subtree: [1, 3], included: true },
      { subtree: [1, 3, 6, 1], included: false },
      { subtree: [1, 3, 6, 1, 2], included: true },
      { subtree: [1, 3, 6, 1, 4, 9], wildcards: [4], included: true },
      { subtree: [1, 3, 6, 1, 7, 9], included: false },
    ]);
    const includes = (...arcs: number[]) => view.includes(arcs, arcs.length);
    expect(includes(1, 3)).toBe(true);
    expect(includes(1, 2)).toBe(false);
    expect(includes(1, 3, 6, 1)).toBe(false);
    expect(includes(1, 3, 6, 1, 2, 5)).toBe(true);
    expect(includes(1, 3, 6, 1, 5, 9)).toBe(true);
    expect(includes(1, 3, 6, 1, 5, 8)).toBe(false);
    expect(includes(1, 3, 6, 1, 7, 9)).toBe(false);
  });

  it("reads masks as RFC 3415 has them", () => {
    expect(wildcardsOfMask(Buffer.from([0xff, 0xa0]), 11)).toEqual([9]);
    expect(wildcardsOfMask(Buffer.alloc(0), 5)).toEqual([]);
  });
});

describe("a request within a view", () => {
  const column = (c: number) => [...entry, c];
  const agentWith = (families: { subtree: number[]; wildcards?: number[]; included: boolean }[]) => {
    const view = new FamilyView(families);
    return testAgent({ access: { view: () => view } });
  };
  const ask = (agent: ReturnType<typeof testAgent>, pdu: Buffer): Reply =>
    readReply(agent.dispatcher.handle(message({ user: operator, pdu }), { address: "192.0.2.1", port: 9 }), operator);

  /** All names that GETNEXT shows, one after the other. */
  function walk(agent: ReturnType<typeof testAgent>): string[] {
    const names: string[] = [];
    for (let at = [0, 0]; ; ) {
      const [varbind] = ask(agent, request(PduType.getNext, [at])).varbinds;
      if (varbind!.tag === 0x82) return names;
      names.push(varbind!.name);
      at = varbind!.name.split(".").map(Number);
    }
  }

  const views = {
    "one column out": [
      { subtree: [1], included: true },
      { subtree: column(3), included: false },
    ],
    "one row of all columns": [{ subtree: [...entry, 0, 5], wildcards: [entry.length], included: true }],
    "every row but one": [
      { subtree: entry, included: true },
      { subtree: [...entry, 0, 7], wildcards: [entry.length], included: false },
    ],
    "scalars alone": [{ subtree: scalarGroup, included: true }],
    nothing: [],
  };

  it.each(Object.entries(views))("with %s sees the same by GET, GETNEXT and GETBULK", (_name, families) => {
    const agent = agentWith(families);
    const view = new FamilyView(families);
    const all = walk(testAgent());
    const expected = all.filter((name) => {
      const arcs = name.split(".").map(Number);
      return view.includes(arcs, arcs.length);
    });
    expect(walk(agent)).toEqual(expected);
    const bulk = ask(agent, request(PduType.getBulk, [[0, 0]], 0, 200)).varbinds.filter((v) => v.tag !== 0x82);
    expect(bulk.map((v) => v.name)).toEqual(expected.slice(0, bulk.length));
    expect(bulk.length).toBeGreaterThanOrEqual(Math.min(expected.length, 30));
    for (const name of all) {
      const [varbind] = ask(agent, get(name.split(".").map(Number))).varbinds;
      if (expected.includes(name)) expect(varbind!.tag).toBeLessThan(0x80);
      else expect([0x80, 0x81]).toContain(varbind!.tag);
    }
  });

  it("hides a column outside it as noSuchObject and a row of it as noSuchInstance", () => {
    const agent = agentWith([
      { subtree: column(2), included: true },
      { subtree: [...column(2), 4], included: false },
    ]);
    expect(ask(agent, get([...column(3), 1], [...column(2), 4], [...column(2), 5])).varbinds.map((v) => v.tag)).toEqual(
      [0x80, 0x81, 2],
    );
  });

  it("is refused whole when there is none", () => {
    const agent = testAgent({ access: vacm() });
    expect(ask(agent, get(column(2))).errorStatus).toBe(ErrorStatus.authorizationError);
  });
});
