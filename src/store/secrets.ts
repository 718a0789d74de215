/** Makes passwords and tokens, and keeps them out of logs and replies. */

/** `size` unpredictable bytes; `node:crypto`'s `randomBytes` outside of tests. */
export type RandomBytes = (size: number) => Uint8Array;

/** Without the characters people mistake for each other. */
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

/** A password of `length` letters and digits, about 5.8 bits each. */
export function randomPassword(random: RandomBytes, length = 20): string {
  const fair = 256 - (256 % alphabet.length);
  let password = "";
  while (password.length < length) {
    for (const byte of random(length)) {
      // Bytes beyond the last whole multiple would favour the first letters.
      if (byte < fair && password.length < length) password += alphabet[byte % alphabet.length];
    }
  }
  return password;
}

/** A token of `bytes` bytes (at least 16 = 128 bit) in base64url. */
export function randomToken(random: RandomBytes, bytes = 24): string {
  return Buffer.from(random(Math.max(16, bytes))).toString("base64url");
}

const secretName = /pass(word|phrase)?$|secret|token|authorization|private|credential|community|^pw$/i;
const maximumDepth = 8;

/** A copy of `value` for logs in which every field named like a secret reads `[redacted]`. */
export function redact(value: unknown, depth = 0): unknown {
  if (depth >= maximumDepth) return "[…]";
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, secretName.test(name) ? "[redacted]" : redact(item, depth + 1)]),
  );
}
