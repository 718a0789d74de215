/** Raw sensor counts, one byte, and the number they stand for before conversion: IPMI 2.0 section 43.1, byte 21. */
export type AnalogFormat = "unsigned" | "onesComplement" | "twosComplement" | "none" | number;

/** Undefined for sensors without an analog reading. Minus zero of one's complement is zero. */
export function countFromRaw(format: AnalogFormat, raw: number): number | undefined {
  switch (format) {
    case "unsigned":
      return raw;
    case "onesComplement":
      return raw < 0x80 ? raw : raw - 0xff + 0;
    case "twosComplement":
      return raw < 0x80 ? raw : raw - 0x100;
    default:
      return undefined;
  }
}

/** The nearest count the byte can hold. Undefined for sensors without an analog reading. */
export function rawFromCount(format: AnalogFormat, count: number): number | undefined {
  const nearest = Math.round(count);
  switch (format) {
    case "unsigned":
      return clamp(nearest, 0, 0xff);
    case "onesComplement": {
      const within = clamp(nearest, -0x7f, 0x7f);
      return within < 0 ? within + 0xff : within;
    }
    case "twosComplement":
      return clamp(nearest, -0x80, 0x7f) & 0xff;
    default:
      return undefined;
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
