/** What an LED does: PICMG 3.0 commands 07h and 08h. Durations in milliseconds. */
export type LedFunction =
  | { readonly kind: "off" }
  | { readonly kind: "on" }
  | { readonly kind: "blink"; readonly offMs: number; readonly onMs: number }
  | { readonly kind: "lamp-test"; readonly durationMs: number }
  | { readonly kind: "local" }
  /** A code the standard reserves. */
  | { readonly kind: "reserved"; readonly code: number };

const blinkUnitMs = 10;
const lampTestUnitMs = 100;
const longestBlink = 0xfa;

/** Meaning of the function and on-duration bytes. */
export function ledFunction(code: number, onDuration: number): LedFunction {
  if (code === 0x00) return { kind: "off" };
  if (code === 0xff) return { kind: "on" };
  if (code === 0xfb) return { kind: "lamp-test", durationMs: onDuration * lampTestUnitMs };
  if (code === 0xfc) return { kind: "local" };
  if (code <= longestBlink) {
    return { kind: "blink", offMs: code * blinkUnitMs, onMs: onDuration * blinkUnitMs };
  }
  return { kind: "reserved", code };
}

/** The two bytes that ask for a function; durations are brought into the range the bytes can hold. */
export function ledFunctionBytes(wanted: LedFunction): { readonly function: number; readonly onDuration: number } {
  const units = (ms: number, unit: number, most: number) => Math.max(1, Math.min(most, Math.round(ms / unit)));
  switch (wanted.kind) {
    case "off":
      return { function: 0x00, onDuration: 0 };
    case "on":
      return { function: 0xff, onDuration: 0 };
    case "blink":
      return {
        function: units(wanted.offMs, blinkUnitMs, longestBlink),
        onDuration: units(wanted.onMs, blinkUnitMs, longestBlink),
      };
    case "lamp-test":
      return { function: 0xfb, onDuration: units(wanted.durationMs, lampTestUnitMs, 0x7f) };
    case "local":
      return { function: 0xfc, onDuration: 0 };
    case "reserved":
      return { function: wanted.code, onDuration: 0 };
  }
}
