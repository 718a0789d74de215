import { z } from "zod";

const address = z.union([z.ipv4(), z.ipv6()], "expected an IP address");
const network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  "expected an IP address or a network such as 192.0.2.0/24",
);

/** Platform event traps from management controllers. */
export const petConfig = z
  .strictObject({
    enabled: z.boolean().default(false).describe("Receive platform event traps."),
    host: address.default("127.0.0.1").describe("Address to listen on."),
    port: z.number().int().min(1).max(65535).default(1162).describe("UDP port; controllers send to 162."),
    sources: z
      .array(network)
      .max(256)
      .default([])
      .describe("Addresses and networks traps are taken from, e.g. 192.0.2.0/24; without any, none are."),
    communities: z
      .array(z.string().min(1).max(255))
      .min(1)
      .max(16)
      .default(["public"])
      .describe("Communities that are accepted. Controllers send them in the clear: they are no secret."),
    acknowledge: z
      .boolean()
      .default(false)
      .describe(
        "Acknowledge traps, for controllers whose alert destinations ask for it: they repeat a trap until then.",
      ),
    acknowledgePort: z
      .number()
      .int()
      .min(1)
      .max(65535)
      .default(623)
      .describe("UDP port of the controllers that acknowledgements go to."),
    forward: z
      .array(
        z.strictObject({
          host: address.describe("IP address of the receiver."),
          port: z.number().int().min(1).max(65535).default(162).describe("UDP port."),
        }),
      )
      .max(16)
      .default([])
      .describe("Receivers to which each platform event trap is passed on as it came."),
  })
  .describe(
    "SNMP traps that management controllers send by themselves (IPMI PET). Anybody can forge them: they are events, never orders.",
  );

export type PetConfig = z.infer<typeof petConfig>;
