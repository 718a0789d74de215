/** Sensor type codes: IPMI 2.0 table 42-3; F0h to F4h: PICMG 3.0, AMC.0, MTCA.0. */
export const sensorTypes = {
  0x00: "reserved",
  0x01: "temperature",
  0x02: "voltage",
  0x03: "current",
  0x04: "fan",
  0x05: "physical-security",
  0x06: "platform-security-violation",
  0x07: "processor",
  0x08: "power-supply",
  0x09: "power-unit",
  0x0a: "cooling-device",
  0x0b: "other-units",
  0x0c: "memory",
  0x0d: "drive-slot",
  0x0e: "post-memory-resize",
  0x0f: "system-firmware-progress",
  0x10: "event-logging-disabled",
  0x11: "watchdog-1",
  0x12: "system-event",
  0x13: "critical-interrupt",
  0x14: "button",
  0x15: "module-board",
  0x16: "microcontroller",
  0x17: "add-in-card",
  0x18: "chassis",
  0x19: "chip-set",
  0x1a: "other-fru",
  0x1b: "cable-interconnect",
  0x1c: "terminator",
  0x1d: "system-boot-initiated",
  0x1e: "boot-error",
  0x1f: "os-boot",
  0x20: "os-stop",
  0x21: "slot-connector",
  0x22: "system-acpi-power-state",
  0x23: "watchdog-2",
  0x24: "platform-alert",
  0x25: "entity-presence",
  0x26: "monitor-asic",
  0x27: "lan",
  0x28: "management-subsystem-health",
  0x29: "battery",
  0x2a: "session-audit",
  0x2b: "version-change",
  0x2c: "fru-state",
  0xf0: "fru-hot-swap",
  0xf1: "ipmb-physical-link",
  0xf2: "module-hot-swap",
  0xf3: "power-channel-notification",
  0xf4: "telco-alarm-input",
} as const;
export type SensorTypeName = (typeof sensorTypes)[keyof typeof sensorTypes];

/** The name of a sensor type; `oem-` or `unknown-` and the code in hex for those without one. */
export function sensorTypeName(code: number): string {
  const name = (sensorTypes as Readonly<Record<number, string>>)[code];
  return name ?? `${code >= 0xc0 ? "oem" : "unknown"}-${code.toString(16).padStart(2, "0")}`;
}

/** The code of a sensor type's name. */
export function sensorTypeCode(name: SensorTypeName): number {
  return Number(Object.entries(sensorTypes).find(([, own]) => own === name)![0]);
}
