import { hash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authProtocol, authProtocols, DigestScratch } from "../../src/snmp/authentication.ts";
import { changedKey } from "../../src/snmp/key-change.ts";
import { hasKeysFor, localKeys, masterKeys, userKeys } from "../../src/snmp/user-keys.ts";

const engineId = Buffer.from("000000000000000000000002", "hex");
const other = Buffer.from("80001f8805000102030405060708090a0b", "hex");
const user = {
  ...{ name: "bert", authProtocol: "SHA", authPassword: "maplesyrup" },
  ...{ privProtocol: "AES", privPassword: "maplesyrup" },
};

describe("the keys of a user", () => {
  it("come from its passwords as RFC 3414 section A.3.2 shows", () => {
    expect(masterKeys(user).auth).toBe("9fb5cc0381497b3793528939ff788d5d79145211");
    expect(localKeys(user, engineId).auth.toString("hex")).toBe("6695febc9288e36282235fc7151f128497b38f3f");
    // The first octets of the same (RFC 3826 section 1.2).
    expect(localKeys(user, engineId).priv?.toString("hex")).toBe("6695febc9288e36282235fc7151f1284");
  });

  it("are the same from master keys, at any engine", () => {
    const { name, privProtocol } = user;
    for (const protocol of authProtocols) {
      const known = { ...user, authProtocol: protocol.name, privProtocol: "AES-256" };
      const kept = { name, authProtocol: protocol.name, privProtocol: "AES-256", master: masterKeys(known) };
      for (const engine of [engineId, other]) expect(localKeys(kept, engine)).toEqual(localKeys(known, engine));
    }
    expect(privProtocol).toBe("AES");
  });

  it("of one engine are good for no other", () => {
    const { auth, priv } = localKeys(user, engineId);
    const local = { engineId: engineId.toString("hex"), auth: auth.toString("hex"), priv: priv!.toString("hex") };
    const kept = { name: "bert", authProtocol: "SHA", privProtocol: "AES", local };
    expect(localKeys(kept, engineId)).toEqual({ auth, priv });
    expect(() => userKeys(kept, other, new DigestScratch(1500))).toThrow(
      expect.objectContaining({ code: "E_SNMP_USER" }),
    );
    expect([hasKeysFor(kept, engineId), hasKeysFor(kept, other), hasKeysFor(kept, undefined)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(hasKeysFor({ ...kept, master: masterKeys(user) }, other)).toBe(true);
  });
});

describe("a KeyChange", () => {
  /** The manager's side (RFC 3414 section 5, KeyChange), for keys that one hash covers. */
  const keyChange = (name: string, from: Buffer, to: Buffer, random: Buffer): Buffer => {
    const mask = hash(authProtocol(name).hash, Buffer.concat([from, random]), "buffer");
    return Buffer.concat([random, Buffer.from(to.map((octet, i) => octet ^ mask[i]!))]);
  };

  it("leads to the new key, with whatever random octets", () => {
    let cases = 0;
    const key = (octets: number) => fc.uint8Array({ minLength: octets, maxLength: octets }).map((a) => Buffer.from(a));
    const change = fc
      .constantFrom(...authProtocols)
      .chain((protocol) => fc.tuple(fc.constant(protocol), fc.integer({ min: 16, max: protocol.digestOctets })))
      .chain(([protocol, octets]) => fc.tuple(fc.constant(protocol), key(octets), key(octets), key(octets)));
    fc.assert(
      fc.property(change, ([protocol, from, to, random]) => {
        cases++;
        const value = keyChange(protocol.name, from, to, random);
        expect(changedKey(protocol, from, value)).toEqual(to);
        for (const wrong of [value.subarray(1), Buffer.concat([value, value]), Buffer.alloc(0)]) {
          expect(changedKey(protocol, from, wrong)).toBeUndefined();
        }
      }),
      { seed: 3414 },
    );
    expect(cases).toBeGreaterThanOrEqual(100);
  });
});
