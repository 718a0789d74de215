import { hash } from "node:crypto";
import type { AuthProtocol } from "./authentication.ts";

/**
 * The key that a KeyChange value leads to (RFC 3414 section 5): random octets, then as many of the new key, hidden by a
 * chain of hashes that begins with the old one. Undefined when its length is not twice that of the key.
 */
export function changedKey(protocol: AuthProtocol, oldKey: Uint8Array, change: Uint8Array): Buffer | undefined {
  const octets = oldKey.length;
  if (change.length !== 2 * octets) return undefined;
  const random = change.subarray(0, octets);
  const key = Buffer.from(change.subarray(octets));
  let chain: Uint8Array = oldKey;
  for (let start = 0; start < octets; start += protocol.digestOctets) {
    chain = hash(protocol.hash, Buffer.concat([chain, random]), "buffer");
    for (let i = 0; i < protocol.digestOctets && start + i < octets; i++) key[start + i]! ^= chain[i]!;
  }
  return key;
}
