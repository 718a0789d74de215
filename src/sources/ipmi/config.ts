import { z } from "zod";

const seconds = (fallback: number, text: string) => z.number().min(0.1).max(3600).default(fallback).describe(text);

/** How often IPMI controllers are asked. */
export const ipmiConfig = z
  .strictObject({
    analogSeconds: seconds(10, "Period of temperatures, voltages, currents, fans and power."),
    discreteSeconds: seconds(30, "Period of sensors that have states only."),
    hotSwapSeconds: seconds(15, "Period of hot-swap sensors; changes arrive as events."),
    selSeconds: seconds(5, "Period of looking for new SEL records where the controller does not announce them."),
    setSelTime: z.boolean().default(false).describe("Set the SEL clock when it is off by more than two seconds."),
  })
  .describe("How IPMI controllers are polled. Several agents on one bus should poll slower.");

export type IpmiConfig = z.infer<typeof ipmiConfig>;
