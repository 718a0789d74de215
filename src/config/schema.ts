import { z } from "zod";
import { snmpConfig } from "../exporters/snmp/config.ts";
import { restConfig } from "../http/config.ts";
import { ipmiConfig } from "../sources/ipmi/config.ts";
import { petConfig } from "../sources/pet/config.ts";
import { controllerConfig } from "../transport/config.ts";

/** The whole configuration file: the slices of the parts. No key is needed. */
export const configSchema = z.strictObject({
  name: z.string().max(64).optional().describe("Name of this agent; the host name when absent."),
  role: z
    .enum(["node", "shelf"])
    .optional()
    .describe("`node`: the machine this runs on; `shelf`: a chassis of many. Told from the hardware when absent."),
  controllers: z
    .array(controllerConfig)
    .max(256)
    .optional()
    .describe("Management controllers; the BMC of this machine when absent."),
  ipmi: ipmiConfig.prefault({}),
  rest: restConfig.prefault({}),
  snmp: snmpConfig.prefault({}),
  pet: petConfig.prefault({}),
  log: z
    .strictObject({
      level: z.enum(["debug", "info", "warn", "error"]).default("info").describe("Least level that is written."),
    })
    .prefault({})
    .describe("The log, one JSON object a line on standard error."),
});

export type Config = z.infer<typeof configSchema>;

/** The configuration of an empty file. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}
