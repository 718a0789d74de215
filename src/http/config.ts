import { z } from "zod";

/** The HTTPS listener of Redfish and /hpi/v1. */
export const restConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Listen for HTTPS."),
    host: z.string().default("127.0.0.1").describe("Address to listen on."),
    port: z.number().int().min(0).max(65535).default(8443).describe("TCP port; 0 = any free one."),
  })
  .describe("The HTTPS door: Redfish and /hpi/v1.");
