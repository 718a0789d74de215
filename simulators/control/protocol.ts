/**
 * How an attached program speaks to the simulator: lines of JSON over TCP. The first line from the client is
 * `{"token": …}`, then requests, answered in order.
 */
import { z } from "zod";
import {
  AgentError,
  DeviceRefusedError,
  DeviceSilentError,
  InternalError,
  NotThereError,
  UsageError,
} from "../../src/base/errors.ts";
import { parseFaults } from "../fault-proxy/proxies.ts";
import type { MState, SimulatorControl } from "./control.ts";

const name = z.string().max(128);
const byte = z.number().int().min(0).max(255);
const selEntry = z.strictObject({
  bmc: name.optional(),
  recordType: byte.optional(),
  generator: byte,
  sensorType: byte,
  sensorNumber: byte,
  eventType: byte,
  asserted: z.boolean().optional(),
  data: z.tuple([byte, byte, byte]),
});
const mState = z
  .number()
  .int()
  .min(0)
  .max(7)
  .transform((state) => state as MState);

export const hello = z.strictObject({ token: z.string().max(128) });

const id = z.number().int();
/** A call of a method of SimulatorControl. */
export const request = z.discriminatedUnion("method", [
  z.strictObject({ id, method: z.literal("list"), params: z.tuple([]) }),
  z.strictObject({ id, method: z.literal("setSensor"), params: z.tuple([name, z.number()]) }),
  z.strictObject({
    id,
    method: z.literal("setDiscrete"),
    params: z.tuple([name, z.union([name, z.number().int()]), z.boolean()]),
  }),
  z.strictObject({ id, method: z.literal("walk"), params: z.tuple([name, z.array(mState).max(64)]) }),
  z.strictObject({ id, method: z.literal("pull"), params: z.tuple([name, z.enum(["orderly", "surprise"])]) }),
  z.strictObject({ id, method: z.literal("plug"), params: z.tuple([name]) }),
  z.strictObject({ id, method: z.literal("handle"), params: z.tuple([name, z.enum(["open", "closed"])]) }),
  z.strictObject({ id, method: z.literal("communication"), params: z.tuple([name, z.enum(["lost", "regained"])]) }),
  z.strictObject({ id, method: z.literal("state"), params: z.tuple([]) }),
  z.strictObject({ id, method: z.literal("setFaults"), params: z.tuple([z.unknown()]) }),
  z.strictObject({ id, method: z.literal("faults"), params: z.tuple([]) }),
  z.strictObject({ id, method: z.literal("addSel"), params: z.tuple([selEntry]) }),
]);
export type Request = z.infer<typeof request>;

export const response = z.union([
  z.object({ id, result: z.unknown() }),
  z.object({ id, error: z.object({ class: z.string(), code: z.string(), message: z.string() }) }),
]);
export type Response = z.infer<typeof response>;

/** Longest line a server accepts, and longest a client does: the list of all sensors is one line. */
export const maxRequestLine = 16_384;
export const maxResponseLine = 16 * 1024 * 1024;

/** Does what a request asks. */
export function perform(control: SimulatorControl, call: Request): Promise<unknown> {
  switch (call.method) {
    case "list":
      return control.list();
    case "setSensor":
      return control.setSensor(...call.params);
    case "setDiscrete":
      return control.setDiscrete(...call.params);
    case "walk":
      return control.walk(...call.params);
    case "pull":
      return control.pull(...call.params);
    case "plug":
      return control.plug(...call.params);
    case "handle":
      return control.handle(...call.params);
    case "communication":
      return control.communication(...call.params);
    case "state":
      return control.state();
    case "setFaults":
      return control.setFaults(parseFaults(call.params[0]));
    case "faults":
      return control.faults();
    case "addSel": {
      const [{ bmc, recordType, asserted, ...entry }] = call.params;
      return control.addSel({
        ...entry,
        ...(bmc === undefined ? {} : { bmc }),
        ...(recordType === undefined ? {} : { recordType }),
        ...(asserted === undefined ? {} : { asserted }),
      });
    }
  }
}

const classes = { UsageError, NotThereError, DeviceRefusedError, DeviceSilentError, InternalError };

/** The error of the other side, as the class it was there. */
export function errorFrom({
  class: name,
  code,
  message,
}: {
  class: string;
  code: string;
  message: string;
}): AgentError {
  const Known = Object.hasOwn(classes, name) ? classes[name as keyof typeof classes] : AgentError;
  return new Known(code, message);
}
