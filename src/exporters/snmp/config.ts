import { z } from "zod";
import { ownViews } from "./access-policy.ts";

const address = z.union([z.ipv4(), z.ipv6()], "expected an IP address");
const network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  "expected an IP address or a network such as 192.0.2.0/24",
);

const user = z.strictObject({
  name: z.string().min(1).max(32).describe("USM user name."),
  role: z
    .enum(["ReadOnly", "Operator", "Administrator"])
    .default("ReadOnly")
    .describe("What the user may do; without a role it only reads."),
  authProtocol: z
    .enum(["SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"])
    .default("SHA-256")
    .describe("Authentication protocol."),
  authPasswordFile: z.string().describe("File that holds the authentication password; mode 0600."),
  privProtocol: z
    .enum(["AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C"])
    .default("AES")
    .describe("Privacy protocol; `AES` is AES-128, a `C` is the key extension Cisco uses."),
  privPasswordFile: z.string().describe("File that holds the privacy password; mode 0600."),
  view: z.string().max(32).optional().describe("View of `snmp.views` the user is confined to."),
  notifyView: z
    .string()
    .max(32)
    .optional()
    .describe("View of `snmp.views` that notifications in its name must lie in; by default `view`."),
});

const subtree = z.string().regex(/^\d{1,10}(\.\d{1,10}){1,127}$/, "expected an object identifier, e.g. 1.3.6.1.2.1.47");
const subtrees = {
  name: z.string().min(1).max(32).describe("Unique name."),
  include: z.array(subtree).min(1).max(64).describe("Subtrees, as numbers, e.g. 1.3.6.1.2.1.47."),
  exclude: z
    .array(subtree)
    .max(64)
    .default([])
    .describe("Subtrees taken out of them; the longest that matches decides."),
};

const community = z.strictObject({
  communityFile: z.string().describe("File that holds the community; mode 0600."),
  sources: z.array(network).min(1).max(64).describe("Addresses and networks it may come from, e.g. 192.0.2.0/24."),
  versions: z
    .array(z.enum(["v1", "v2c"]))
    .min(1)
    .default(["v2c"])
    .describe("Versions that accept it."),
});

const target = z
  .strictObject({
    name: z.string().min(1).max(32).describe("Unique name."),
    host: address.describe("IP address of the receiver."),
    port: z.number().int().min(1).max(65535).default(162).describe("UDP port."),
    kind: z.enum(["trap", "inform"]).default("trap").describe("`inform` is repeated until it is acknowledged."),
    user: z.string().max(32).optional().describe("SNMPv3 user of `snmp.users` in whose name it is sent."),
    communityFile: z.string().optional().describe("Instead of a user: file that holds an SNMPv1 or SNMPv2c community."),
    version: z.enum(["v1", "v2c"]).default("v2c").describe("Version with a community."),
    timeoutSeconds: z.number().min(1).max(60).default(3).describe("Time to the first repetition of an inform."),
    retries: z.number().int().min(0).max(10).default(3).describe("Repetitions before a pause is made."),
    filter: z.string().max(32).optional().describe("Filter of `snmp.filters` it is subject to."),
  })
  .refine((t) => (t.user === undefined) !== (t.communityFile === undefined), "needs a user or a communityFile")
  .refine((t) => t.kind === "trap" || t.user !== undefined || t.version === "v2c", "SNMPv1 has no informs");

const agentx = z
  .strictObject({
    path: z.string().optional().describe("Unix socket of the master, as in snmpd's `agentXSocket`."),
    host: z.string().optional().describe("Instead of a path: address of the master."),
    port: z.number().int().min(1).max(65535).default(705).describe("TCP port of the master, with a host."),
    role: z
      .enum(["ReadOnly", "Operator", "Administrator"])
      .default("ReadOnly")
      .describe("What SET through the master may do: the master does not tell who asked it."),
  })
  .refine((a) => (a.path === undefined) !== (a.host === undefined), "needs a path or a host");

const listener = z.strictObject({
  host: address.describe("IP address to listen on."),
  port: z.number().int().min(0).max(65535).default(1161).describe("Port; 0 = any free one."),
  transport: z.enum(["udp", "tcp"]).default("udp").describe("`tcp` is SNMP over TCP (RFC 3430)."),
});

interface Named {
  readonly name: string;
}

interface CrossReferences {
  readonly users: readonly (Named & { readonly view?: string | undefined; readonly notifyView?: string | undefined })[];
  readonly targets: readonly (Named & { readonly filter?: string | undefined })[];
  readonly views: readonly Named[];
  readonly filters: readonly Named[];
}

/** What is named twice, or named without being there. */
function* mistakes(snmp: CrossReferences): Iterable<{ path: readonly (string | number)[]; message: string }> {
  const named = (kind: keyof CrossReferences) => new Set(snmp[kind].map(({ name }) => name));
  for (const kind of ["users", "targets", "views", "filters"] as const) {
    const before = new Set<string>(kind === "views" ? ownViews : []);
    for (const [i, { name }] of snmp[kind].entries()) {
      if (before.has(name)) yield { path: [kind, i, "name"], message: `${name} is given twice, or the agent's own` };
      before.add(name);
    }
  }
  const views = new Set<string>([...ownViews, ...named("views")]);
  for (const [i, user] of snmp.users.entries()) {
    for (const key of ["view", "notifyView"] as const) {
      const view = user[key];
      if (view !== undefined && !views.has(view))
        yield { path: ["users", i, key], message: `there is no view ${view} in snmp.views` };
    }
  }
  // Users of targets may be those of a simulated machine.
  for (const [i, { filter }] of snmp.targets.entries()) {
    if (filter !== undefined && !named("filters").has(filter))
      yield { path: ["targets", i, "filter"], message: `there is no filter ${filter} in snmp.filters` };
  }
}

/** The SNMP agent. */
export const snmpConfig = z
  .strictObject({
    enabled: z.boolean().default(true).describe("Answer SNMP."),
    host: z.string().default("127.0.0.1").describe("Address to listen on."),
    port: z.number().int().min(0).max(65535).default(1161).describe("UDP port; 0 = any free one."),
    listeners: z.array(listener).max(16).default([]).describe("Further addresses to answer at, also over TCP."),
    contact: z.string().max(255).default("").describe("sysContact until a manager sets it."),
    location: z.string().max(255).default("").describe("sysLocation until a manager sets it."),
    users: z.array(user).max(64).default([]).describe("SNMPv3 users; authPriv only."),
    communities: z
      .array(community)
      .max(16)
      .default([])
      .describe("Communities, which only read; without any, SNMPv1 and SNMPv2c are not spoken."),
    targets: z.array(target).max(32).default([]).describe("Receivers of notifications."),
    views: z
      .array(z.strictObject(subtrees))
      .max(64)
      .default([])
      .describe("Views that users are confined to; `all`, `public` and `told` are the agent's own."),
    filters: z
      .array(z.strictObject(subtrees))
      .max(64)
      .default([])
      .describe("Filters of notifications: by their own names, and by those of the objects they carry."),
    administration: z
      .boolean()
      .default(true)
      .describe(
        "Let users with the role Administrator, at authPriv, set up users, groups, views, receivers and communities by SET; false: those tables are read-only.",
      ),
    hostResources: z
      .boolean()
      .default(true)
      .describe("Serve the system group and the memory of HOST-RESOURCES-MIB; false beside an snmpd that does."),
    lmSensors: z
      .boolean()
      .default(false)
      .describe("Serve LM-SENSORS-MIB too, for managers that read nothing else. Its arc belongs to net-snmp."),
    agentx: agentx.optional().describe("Serve the hardware's modules through another SNMP agent, such as snmpd, too."),
    authenticationTraps: z
      .boolean()
      .default(false)
      .describe("Send authenticationFailure notifications, until a manager sets snmpEnableAuthenTraps."),
  })
  .superRefine((snmp, { addIssue }) => {
    for (const { path, message } of mistakes(snmp)) addIssue({ code: "custom", path: [...path], message });
  })
  .describe("The SNMP door.");

export type SnmpConfig = z.infer<typeof snmpConfig>;
