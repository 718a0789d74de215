/** Lines of ipmi_sim's command file. */

/** Bytes as ipmi_sim writes them. */
export function simBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => `0x${byte.toString(16)}`).join(" ");
}

/** One controller at 20h with an event log, and what else is given. */
export function oneController(...lines: readonly string[]): readonly string[] {
  return [
    "mc_setbmc 0x20",
    "mc_add 0x20 0x01 no-device-sdrs 0x01 2 0x10 0xbf 0x00a1b2 0x0102",
    "sel_enable 0x20 200 0x0a",
    "sensor_add 0x20 0 0 0x23 0x6f event-only",
    ...lines,
    "mc_enable 0x20",
  ];
}
