/** The byte that makes the sum of `bytes` and itself zero modulo 256 (IPMI messages, FRU areas, VM framing). */
export function zeroChecksum(bytes: Uint8Array): number {
  return -sum(bytes) & 0xff;
}

/** True when the sum of all bytes, checksum included, is zero modulo 256. */
export function sumsToZero(bytes: Uint8Array): boolean {
  return (sum(bytes) & 0xff) === 0;
}

function sum(bytes: Uint8Array): number {
  let total = 0;
  for (const byte of bytes) total += byte;
  return total;
}
