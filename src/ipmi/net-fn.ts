/** Network functions of requests: IPMI 2.0 section 5.1. */
export const NetFn = {
  chassis: 0x00,
  bridge: 0x02,
  sensorEvent: 0x04,
  app: 0x06,
  firmware: 0x08,
  storage: 0x0a,
  transport: 0x0c,
  groupExtension: 0x2c,
} as const;

/** Body codes of the group extension: the first data byte of every request and response. */
export const Group = { picmg: 0x00, dcmi: 0xdc } as const;
export type Group = (typeof Group)[keyof typeof Group];

/** Least privilege level a session needs for a command: IPMI 2.0 appendix G. */
export type Privilege = "callback" | "user" | "operator" | "administrator" | "systemInterface";
