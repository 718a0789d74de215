/** What a fault proxy is told to do. Every rule looks at each message; those that match act, in the order written. */
import { z } from "zod";

const byte = z.number().int().min(0).max(255);

const match = z.strictObject({
  /** Name of the BMC in the machine description. */
  bmc: z.string().optional(),
  /** The system interface or RMCP. */
  link: z.enum(["vm", "lan"]).optional(),
  /** Network function of the request, even; for bridged messages the inner one. */
  netFn: z.number().int().min(0).max(0x3e).multipleOf(2).optional(),
  cmd: byte.optional(),
  /** IPMB address of the controller that is asked or answers; 20h is the BMC itself. */
  target: byte.optional(),
});

const common = {
  /** Which messages; default replies. `attention` is the system interface's attention line. */
  on: z.enum(["requests", "replies", "attention", "all"]).optional(),
  match: match.optional(),
  /** Of the messages that match, how many the rule acts on; default all. */
  probability: z.number().min(0).max(1).optional(),
  /** So many matching messages pass first. */
  after: z.number().int().min(0).optional(),
  /** The rule acts on at most so many. */
  times: z.number().int().min(1).optional(),
};

const milliseconds = z.number().min(0).max(600_000);

export const faultRule = z.discriminatedUnion("do", [
  /** The message comes later; the order is kept. */
  z.strictObject({ do: z.literal("delay"), milliseconds, jitter: milliseconds.optional(), ...common }),
  /** Each controller handles one request at a time and needs so long for each. */
  z.strictObject({ do: z.literal("service"), milliseconds: milliseconds.default(2), ...common }),
  z.strictObject({ do: z.literal("drop"), ...common }),
  z.strictObject({ do: z.literal("duplicate"), copies: z.number().int().min(1).max(16).default(1), ...common }),
  /** The message waits until the next one in its direction has gone. */
  z.strictObject({ do: z.literal("reorder"), ...common }),
  /** One bit is wrong, and so is the checksum. */
  z.strictObject({ do: z.literal("corrupt"), ...common }),
  /** Well-formed, but only the first bytes of the data after the completion code. */
  z.strictObject({ do: z.literal("truncate"), keep: z.number().int().min(0).max(255).default(0), ...common }),
  /** Well-formed, but the data after the completion code is made up. */
  z.strictObject({ do: z.literal("lie"), ...common }),
  /** Random bytes instead of the message. */
  z.strictObject({ do: z.literal("garbage"), ...common }),
  /** The controller refuses: the reply has this completion code and no data. C0h is "node busy". */
  z.strictObject({ do: z.literal("completion"), code: byte, ...common }),
  /** The controller named in `match` does not answer: requests through the bus fail with 83h, those to the BMC vanish. */
  z.strictObject({ do: z.literal("absent"), ...common }),
  /** These message flags are always set (IPMI 2.0 section 22.4). */
  z.strictObject({ do: z.literal("stuckFlags"), flags: byte, ...common }),
  /** The BMC's event log clock, and the times of its records, are so many seconds off. */
  z.strictObject({ do: z.literal("clockJump"), seconds: z.number().int(), ...common }),
  /** RMCP+ sessions are refused with this status (IPMI 2.0 table 13-15). 01h is "insufficient resources". */
  z.strictObject({ do: z.literal("refuseSession"), status: byte.default(1), ...common }),
  /** Sessions that are open now are forgotten; new ones work. */
  z.strictObject({ do: z.literal("loseSessions"), ...common }),
  /** The BMC goes away for so long: connections end, nothing is answered, sessions are forgotten. */
  z.strictObject({ do: z.literal("reboot"), milliseconds, ...common }),
]);

/** One rule as it is used. */
export type FaultRule = z.infer<typeof faultRule>;
/** One rule as it is written: what has a default may be left out. */
export type FaultRuleInput = z.input<typeof faultRule>;

export const faultScript = z.strictObject({
  /** The same seed and the same messages give the same faults. */
  seed: z.number().int().min(0).max(0xffff_ffff).default(1),
  faults: z.array(faultRule).max(100),
});
export type FaultScript = z.infer<typeof faultScript>;
export type FaultScriptInput = z.input<typeof faultScript>;
