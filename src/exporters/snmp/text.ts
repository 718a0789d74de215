/** A text as an SnmpAdminString of at most `octets` octets of UTF-8: control characters become spaces (RFC 3411). */
export function adminString(text: string, octets = 255): string {
  const clean = text.replace(/\p{Cc}/gu, " ").trim();
  if (clean.length * 3 <= octets) return clean;
  const bytes = Buffer.from(clean, "utf8");
  if (bytes.length <= octets) return clean;
  let end = octets;
  // Not in the middle of a character.
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.toString("utf8", 0, end);
}

/** DateAndTime (RFC 2579) in UTC from milliseconds since the epoch; zeros when unknown, as RFC 6933 asks. */
export function dateAndTime(wall: number | null): Buffer {
  if (wall === null) return Buffer.alloc(8);
  const date = new Date(wall);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 0xffff)) return Buffer.alloc(8);
  const bytes = Buffer.alloc(11);
  bytes.writeUInt16BE(year, 0);
  bytes[2] = date.getUTCMonth() + 1;
  bytes[3] = date.getUTCDate();
  bytes[4] = date.getUTCHours();
  bytes[5] = date.getUTCMinutes();
  bytes[6] = date.getUTCSeconds();
  bytes[7] = Math.floor(date.getUTCMilliseconds() / 100);
  bytes[8] = 0x2b; // "+"
  return bytes;
}
