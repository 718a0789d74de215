/**
 * The words a machine description may use, with the codes of the standards behind them. Sensor types and states: IPMI 2.0
 * tables 42-1 to 42-3; units and entities: tables 43-15 and 43-13; the F0h-F2h types and A0h.. entities: PICMG 3.0.
 */

export type Unit = keyof typeof units;

/** Sensor unit type codes (IPMI 2.0 table 43-15). */
export const units = {
  unspecified: 0,
  "degrees C": 1,
  "degrees F": 2,
  "degrees K": 3,
  volts: 4,
  amps: 5,
  watts: 6,
  joules: 7,
  rpm: 18,
  hertz: 19,
  seconds: 22,
  minutes: 23,
  hours: 24,
  "cubic feet per minute": 28,
  pascals: 13,
  messages: 69,
  megabytes: 76,
} as const;

/** Entity ids (IPMI 2.0 table 43-13, PICMG 3.0 section 3.4.3). */
export const entities = {
  "system board": 7,
  processor: 3,
  disk: 4,
  "system management module": 6,
  "memory module": 8,
  "processor module": 9,
  "power supply": 10,
  "add-in card": 11,
  "front panel board": 12,
  "back panel board": 13,
  "power system board": 14,
  "drive backplane": 15,
  "processor board": 18,
  "power unit": 19,
  "power module": 20,
  "power management": 21,
  "chassis back panel board": 22,
  "system chassis": 23,
  "cooling unit": 30,
  fan: 29,
  "memory device": 32,
  "system management software": 33,
  bios: 34,
  "operating system": 35,
  "system bus": 36,
  battery: 40,
  "processing blade": 41,
  "connectivity switch": 42,
  "processor memory module": 43,
  "i/o module": 44,
  "management controller firmware": 46,
  "air inlet": 55,
  "PICMG front board": 0xa0,
  "PICMG rear transition module": 0xc0,
  "PICMG AdvancedMC": 0xc1,
  "PICMG shelf manager": 0xf0,
  "PICMG filtration unit": 0xf1,
  "PICMG shelf FRU information": 0xf2,
} as const;
export type EntityWord = keyof typeof entities;

/** What a discrete sensor can say: its event/reading type code and the state of each offset. */
export interface DiscreteKind {
  readonly eventType: number;
  readonly states: Readonly<Record<string, number>>;
}

interface SensorTypeEntry {
  readonly code: number;
  /** States of event/reading type 6Fh, in offset order; `undefined` where the standard leaves a hole. */
  readonly states?: readonly (string | undefined)[];
}

const hotSwapStates = [
  "M0 not installed",
  "M1 inactive",
  "M2 activation request",
  "M3 activation in progress",
  "M4 active",
  "M5 deactivation request",
  "M6 deactivation in progress",
  "M7 communication lost",
] as const;

export const sensorTypes = {
  temperature: { code: 0x01 },
  voltage: { code: 0x02 },
  current: { code: 0x03 },
  fan: { code: 0x04 },
  "physical security": {
    code: 0x05,
    states: ["general chassis intrusion", "drive bay intrusion", "i/o card area intrusion"],
  },
  processor: {
    code: 0x07,
    states: [
      "IERR",
      "thermal trip",
      "FRB1/BIST failure",
      "FRB2/hang in POST failure",
      "FRB3/processor startup failure",
      "configuration error",
      "uncorrectable CPU complex error",
      "presence detected",
      "processor disabled",
      "terminator presence detected",
      "processor automatically throttled",
    ],
  },
  "power supply": {
    code: 0x08,
    states: [
      "presence detected",
      "failure detected",
      "predictive failure",
      "input lost",
      "input lost or out-of-range",
      "input out-of-range, but present",
      "configuration error",
    ],
  },
  "power unit": {
    code: 0x09,
    states: [
      "power off",
      "power cycle",
      "240VA power down",
      "interlock power down",
      "AC lost",
      "soft power control failure",
      "power unit failure",
      "predictive failure",
    ],
  },
  "cooling device": { code: 0x0a },
  other: { code: 0x0b },
  memory: {
    code: 0x0c,
    states: [
      "correctable ECC",
      "uncorrectable ECC",
      "parity",
      "memory scrub failed",
      "memory device disabled",
      "correctable ECC logging limit reached",
      "presence detected",
      "configuration error",
      "spare",
      "memory automatically throttled",
      "critical overtemperature",
    ],
  },
  "drive slot": {
    code: 0x0d,
    states: [
      "drive presence",
      "drive fault",
      "predictive failure",
      "hot spare",
      "consistency check in progress",
      "in critical array",
      "in failed array",
      "rebuild in progress",
      "rebuild aborted",
    ],
  },
  "system firmware progress": {
    code: 0x0f,
    states: ["system firmware error", "system firmware hang", "system firmware progress"],
  },
  "event logging disabled": {
    code: 0x10,
    states: [
      "correctable memory error logging disabled",
      "event type logging disabled",
      "log area reset/cleared",
      "all event logging disabled",
      "SEL full",
      "SEL almost full",
    ],
  },
  "system event": {
    code: 0x12,
    states: ["system reconfigured", "OEM system boot event", "undetermined system hardware failure"],
  },
  "critical interrupt": {
    code: 0x13,
    states: [
      "front panel NMI",
      "bus timeout",
      "i/o channel check NMI",
      "software NMI",
      "PCI PERR",
      "PCI SERR",
      "EISA fail safe timeout",
      "bus correctable error",
      "bus uncorrectable error",
      "fatal NMI",
    ],
  },
  "button or switch": {
    code: 0x14,
    states: [
      "power button pressed",
      "sleep button pressed",
      "reset button pressed",
      "FRU latch open",
      "FRU service request",
    ],
  },
  "module or board": { code: 0x15 },
  "add-in card": { code: 0x17 },
  chassis: { code: 0x18 },
  "chip set": { code: 0x19, states: ["soft power control failure", "thermal trip"] },
  "system boot initiated": {
    code: 0x1d,
    states: ["initiated by power up", "initiated by hard reset", "initiated by warm reset"],
  },
  "boot error": {
    code: 0x1e,
    states: ["no bootable media", "non-bootable diskette left in drive", "PXE server not found", "invalid boot sector"],
  },
  "OS boot": {
    code: 0x1f,
    states: [
      "A: boot completed",
      "C: boot completed",
      "PXE boot completed",
      "diagnostic boot completed",
      "CD-ROM boot completed",
      "ROM boot completed",
      "boot completed",
    ],
  },
  "OS stop": { code: 0x20, states: ["critical stop during OS load", "run-time critical stop"] },
  "slot or connector": {
    code: 0x21,
    states: [
      "fault status asserted",
      "identify status asserted",
      "device installed or attached",
      "ready for device installation",
      "ready for device removal",
      "slot power is off",
      "device removal request",
      "interlock asserted",
      "slot is disabled",
      "holds spare device",
    ],
  },
  "system ACPI power state": {
    code: 0x22,
    states: ["S0/G0 working", "S1", "S2", "S3", "S4", "S5/G2 soft off"],
  },
  "watchdog 2": {
    code: 0x23,
    states: [
      "timer expired",
      "hard reset",
      "power down",
      "power cycle",
      undefined,
      undefined,
      undefined,
      undefined,
      "timer interrupt",
    ],
  },
  "entity presence": { code: 0x25, states: ["entity present", "entity absent", "entity disabled"] },
  LAN: { code: 0x27, states: ["LAN heartbeat lost", "LAN heartbeat"] },
  "management subsystem health": {
    code: 0x28,
    states: [
      "sensor access degraded or unavailable",
      "controller access degraded or unavailable",
      "controller offline",
    ],
  },
  battery: { code: 0x29, states: ["battery low", "battery failed", "battery presence detected"] },
  "version change": { code: 0x2b, states: ["hardware change detected", "firmware or software change detected"] },
  "FRU state": {
    code: 0x2c,
    states: [
      "not installed",
      "inactive",
      "activation requested",
      "activation in progress",
      "active",
      "deactivation requested",
      "deactivation in progress",
      "communication lost",
    ],
  },
  "FRU hot swap": { code: 0xf0, states: hotSwapStates },
  "IPMB-0 status": {
    code: 0xf1,
    states: [
      "IPMB-A disabled, IPMB-B disabled",
      "IPMB-A enabled, IPMB-B disabled",
      "IPMB-A disabled, IPMB-B enabled",
      "IPMB-A enabled, IPMB-B enabled",
    ],
  },
  "telco alarm input": { code: 0xf4, states: ["alarm input asserted"] },
} as const satisfies Record<string, SensorTypeEntry>;
export type SensorTypeWord = keyof typeof sensorTypes;

/** Generic discrete event/reading types 02h-0Ch (IPMI 2.0 table 42-2). */
export const genericStates = {
  usage: { eventType: 0x02, states: ["idle", "active", "busy"] },
  digital: { eventType: 0x03, states: ["state deasserted", "state asserted"] },
  "predictive failure": { eventType: 0x04, states: ["predictive failure deasserted", "predictive failure asserted"] },
  limit: { eventType: 0x05, states: ["limit not exceeded", "limit exceeded"] },
  performance: { eventType: 0x06, states: ["performance met", "performance lags"] },
  severity: {
    eventType: 0x07,
    states: [
      "transition to OK",
      "transition to non-critical from OK",
      "transition to critical from less severe",
      "transition to non-recoverable from less severe",
      "transition to non-critical from more severe",
      "transition to critical from non-recoverable",
      "transition to non-recoverable",
      "monitor",
      "informational",
    ],
  },
  presence: { eventType: 0x08, states: ["device absent", "device present"] },
  enablement: { eventType: 0x09, states: ["device disabled", "device enabled"] },
  availability: {
    eventType: 0x0a,
    states: [
      "transition to running",
      "transition to in test",
      "transition to power off",
      "transition to on line",
      "transition to off line",
      "transition to off duty",
      "transition to degraded",
      "transition to power save",
      "install error",
    ],
  },
  redundancy: {
    eventType: 0x0b,
    states: [
      "fully redundant",
      "redundancy lost",
      "redundancy degraded",
      "non-redundant, sufficient from redundant",
      "non-redundant, sufficient from insufficient",
      "non-redundant, insufficient resources",
      "redundancy degraded from fully redundant",
      "redundancy degraded from non-redundant",
    ],
  },
  "ACPI power state": { eventType: 0x0c, states: ["D0", "D1", "D2", "D3"] },
} as const satisfies Record<string, { eventType: number; states: readonly string[] }>;
export type GenericWord = keyof typeof genericStates;

/** PICMG 3.0 table 3-3: where a FRU sits. */
export const siteTypes = {
  board: 0x00,
  "power entry module": 0x01,
  "shelf FRU information": 0x02,
  "shelf manager": 0x03,
  "fan tray": 0x04,
  "fan filter tray": 0x05,
  "alarm panel": 0x06,
  AdvancedMC: 0x07,
  "rear transition module": 0x09,
} as const;
export type SiteWord = keyof typeof siteTypes;

/** SMBIOS enclosure types, as FRU chassis areas hold them (DSP0134 table 17). */
export const chassisTypes = {
  other: 0x01,
  unknown: 0x02,
  tower: 0x07,
  "main server chassis": 0x11,
  "sub chassis": 0x13,
  "RAID chassis": 0x16,
  "rack mount chassis": 0x17,
  "multi-system chassis": 0x19,
  CompactPCI: 0x1a,
  AdvancedTCA: 0x1b,
  blade: 0x1c,
  "blade enclosure": 0x1d,
} as const;

/** Front boards have hardware addresses from 41h in slot order (PICMG 3.0 table 3-4). */
export function slotHardwareAddress(slot: number): number {
  return 0x40 + slot;
}

/** The states of a discrete sensor: sensor-specific (6Fh) unless `generic` names one of the generic types. */
export function discreteKind(type: SensorTypeWord, generic: GenericWord | undefined): DiscreteKind {
  const entry: SensorTypeEntry = sensorTypes[type];
  const list = generic === undefined ? (entry.states ?? []) : genericStates[generic].states;
  const states: Record<string, number> = {};
  for (const [offset, name] of list.entries()) if (name !== undefined) states[name] = offset;
  return { eventType: generic === undefined ? 0x6f : genericStates[generic].eventType, states };
}
