import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  authProtocol,
  authProtocols,
  DigestScratch,
  localizeKey,
  MessageDigest,
  passwordToKey,
} from "../../src/snmp/authentication.ts";
import { MessageCipher, privacyKey, privProtocol, privProtocols } from "../../src/snmp/privacy.ts";

describe("keys", () => {
  it("are those of RFC 3414 section A.3.2", () => {
    const sha = authProtocol("SHA");
    const key = passwordToKey(sha, Buffer.from("maplesyrup"));
    expect(key.toString("hex")).toBe("9fb5cc0381497b3793528939ff788d5d79145211");
    const engineId = Buffer.from("000000000000000000000002", "hex");
    expect(localizeKey(sha, key, engineId).toString("hex")).toBe("6695febc9288e36282235fc7151f128497b38f3f");
  });

  it("have the cipher's size with every authentication protocol", () => {
    for (const auth of authProtocols) {
      for (const priv of privProtocols) {
        expect(privacyKey(priv, auth, Buffer.from("maplesyrup"), Buffer.alloc(12, 1))).toHaveLength(priv.keyOctets);
      }
    }
  });
});

describe.each(authProtocols.map((p) => p.name))("a digest with %s", (name) => {
  it("is the HMAC of the message with its digest field zero", () => {
    const protocol = authProtocol(name);
    const key = Buffer.alloc(protocol.digestOctets, 0x4b);
    const digest = new MessageDigest(protocol, key, new DigestScratch(65507));
    for (const length of [60, 1472, 65507]) {
      const message = Buffer.alloc(length + 7, 0x21);
      const zeroed = Buffer.from(message.subarray(7));
      zeroed.fill(0, 5, 5 + protocol.sentOctets);
      const expected = createHmac(protocol.hash, key).update(zeroed).digest();
      expect(digest.of(message, 7, message.length, 12)).toEqual(expected);
    }
  });
});

describe.each(privProtocols.map((p) => p.name))("encryption with %s", (name) => {
  it.each([0, 1, 15, 16, 17, 479, 480, 481, 5000])("of %i octets is CFB both ways", (length) => {
    const protocol = privProtocol(name);
    const key = Buffer.alloc(protocol.keyOctets, 0x5a);
    const vector = Buffer.from("000102030405060708090a0b0c0d0e0f", "hex");
    const plain = Buffer.from(Array.from({ length }, (_, i) => (i * 7) & 0xff));
    const algorithm = `aes-${protocol.keyOctets * 8}-cfb`;
    const cipher = new MessageCipher(protocol, key);
    const sent = Buffer.concat([Buffer.alloc(3), plain]);
    cipher.encrypt(sent, 3, sent.length, vector);
    expect(sent.subarray(3)).toEqual(createCipheriv(algorithm, key, vector).update(plain));
    expect(createDecipheriv(algorithm, key, vector).update(sent.subarray(3))).toEqual(plain);
    expect(cipher.decrypt(sent, 3, sent.length, vector)).toEqual(plain);
  });
});
