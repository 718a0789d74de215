import { z } from "zod";
import { thresholdNames } from "../../../hpi/rdr/sensor.ts";

const id = z
  .int()
  .min(1)
  .max(2 ** 31);
const milliseconds = z.int().min(0).max(60_000);

const controlState = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("digital"), on: z.boolean() }),
  z.strictObject({ type: z.literal("discrete"), value: z.int().min(0).max(0xffffffff) }),
  z.strictObject({ type: z.literal("analog"), value: z.number() }),
  z.strictObject({ type: z.literal("text"), text: z.string().max(255) }),
  z.strictObject({
    type: z.literal("led"),
    mode: z.enum(["off", "on", "blink", "lamp-test"]),
    color: z.enum(["blue", "red", "green", "amber", "orange", "white"]).nullable().default(null),
    onMs: milliseconds.default(0),
    offMs: milliseconds.default(0),
  }),
]);

const thresholds = z.strictObject({
  ...(Object.fromEntries(thresholdNames.map((name) => [name, z.number()])) as Record<
    (typeof thresholdNames)[number],
    z.ZodNumber
  >),
  positiveHysteresis: z.number().min(0),
  negativeHysteresis: z.number().min(0),
});

/** The body of POST /operations: an operation of the model, as a principal may ask for it. */
export const operationRequest = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("set-hot-swap"),
    resourceId: id,
    desired: z.enum(["activate", "deactivate"]),
  }),
  z.strictObject({ kind: z.literal("set-power"), resourceId: id, desired: z.enum(["on", "off", "cycle"]) }),
  z.strictObject({ kind: z.literal("reset"), resourceId: id, desired: z.enum(["cold", "warm", "graceful"]) }),
  z.strictObject({
    kind: z.literal("set-control"),
    resourceId: id,
    controlId: id,
    desired: z.strictObject({ mode: z.enum(["auto", "manual"]), state: controlState }),
  }),
  z.strictObject({
    kind: z.literal("set-thresholds"),
    resourceId: id,
    sensorId: id,
    desired: thresholds.partial(),
  }),
  z.strictObject({ kind: z.literal("rediscover"), resourceId: id, desired: z.literal("now") }),
]);
