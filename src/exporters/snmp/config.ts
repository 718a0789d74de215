import { z } from "zod";

/** The SNMP agent. */
export const snmpConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Answer SNMP."),
    host: z.string().default("127.0.0.1").describe("Address to listen on."),
    port: z.number().int().min(0).max(65535).default(1161).describe("UDP port; 0 = any free one."),
    contact: z.string().max(255).default("").describe("sysContact until a manager sets it."),
    location: z.string().max(255).default("").describe("sysLocation until a manager sets it."),
    users: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(32).describe("USM user name."),
          authProtocol: z.enum(["SHA-256"]).default("SHA-256").describe("Authentication protocol."),
          authPasswordFile: z.string().describe("File that holds the authentication password; mode 0600."),
          privProtocol: z.enum(["AES"]).default("AES").describe("Privacy protocol (AES-128)."),
          privPasswordFile: z.string().describe("File that holds the privacy password; mode 0600."),
        }),
      )
      .max(64)
      .default([])
      .describe("SNMPv3 users; authPriv only."),
  })
  .describe("The SNMPv3 door.");

export type SnmpConfig = z.infer<typeof snmpConfig>;
