import { z } from "zod";

const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,31}$/,
    "expected lower-case letters, digits and dashes, at most 32, beginning with a letter or digit",
  )
  .describe("Name of the controller: part of the identity of everything behind it, so do not change it.");

const port = z.number().int().min(1).max(65535);

/** How the agent reaches one management controller. */
export const controllerConfig = z
  .discriminatedUnion("transport", [
    z.strictObject({
      name,
      transport: z.literal("open").describe("The BMC of this machine, through the kernel's IPMI device."),
      device: z.string().default("/dev/ipmi0").describe("The kernel's IPMI device."),
    }),
    z.strictObject({
      name,
      transport: z.literal("ipmitool").describe("A controller on the network, through the program ipmitool (RMCP+)."),
      host: z.string().min(1).describe("Host name or address of the controller."),
      port: port.default(623).describe("UDP port of the controller."),
      user: z.string().min(1).max(16).describe("IPMI user name."),
      passwordFile: z.string().describe("File that holds the password on its first line; mode 0600."),
      cipherSuite: z
        .union([z.literal(3), z.literal(17)])
        .default(17)
        .describe("IPMI cipher suite."),
    }),
    z.strictObject({
      name,
      transport: z.literal("vm").describe("A simulated system interface: ipmi_sim's VM socket."),
      host: z.string().default("127.0.0.1").describe("Host of the simulator."),
      port: port.describe("TCP port of the VM socket."),
    }),
  ])
  .describe("One management controller.");

export type ControllerConfig = z.infer<typeof controllerConfig>;
