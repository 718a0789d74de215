import { z } from "zod";

/** What can be set of an SNMP user. Passwords that are not given are made. */
export const snmpUserSettings = z.strictObject({
  role: z.enum(["ReadOnly", "Operator", "Administrator"]).default("ReadOnly"),
  authProtocol: z.enum(["SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"]).default("SHA-256"),
  authPassword: z.string().min(8).max(255).optional(),
  privProtocol: z.enum(["AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C"]).default("AES"),
  privPassword: z.string().min(8).max(255).optional(),
  /** Keep what keys for receivers are made from, too: without it nobody can be sent informs in its name. */
  informs: z.boolean().default(false),
  /** Name of the view it is confined to. */
  view: z.string().max(32).optional(),
  /** Name of the view that what it is told must lie in; its view unless given. */
  notifyView: z.string().max(32).optional(),
});

/** A receiver of notifications: in the name of a user, or with a community. */
export const snmpTargetSettings = z
  .strictObject({
    host: z.union([z.ipv4(), z.ipv6()], "expected an IP address"),
    port: z.int().min(1).max(65535).default(162),
    kind: z.enum(["trap", "inform"]).default("trap"),
    user: z.string().max(32).optional(),
    community: z.string().min(1).max(255).optional(),
    version: z.enum(["v1", "v2c"]).default("v2c"),
    timeoutSeconds: z.number().min(1).max(60).default(3),
    retries: z.int().min(0).max(10).default(3),
    /** Name of the filter it is subject to. */
    filter: z.string().max(32).optional(),
  })
  .refine((t) => (t.user === undefined) !== (t.community === undefined), "needs a user or a community")
  .refine((t) => t.kind === "trap" || t.user !== undefined || t.version === "v2c", "SNMPv1 has no informs");

const subtree = z.string().regex(/^\d{1,10}(\.\d{1,10}){1,127}$/, "expected an object identifier, e.g. 1.3.6.1.2.1.47");

/** A view: the subtrees in it, less those taken out again. The longest one that matches decides. */
export const snmpViewSettings = z.strictObject({
  include: z.array(subtree).min(1).max(64),
  exclude: z.array(subtree).max(64).default([]),
});

/** A filter of notifications: by their own names, and by those of the objects they carry. */
export const snmpFilterSettings = z.strictObject({
  include: z.array(subtree).min(1).max(64),
  exclude: z.array(subtree).max(64).default([]),
});

export type SnmpUserSettings = z.infer<typeof snmpUserSettings>;
export type SnmpTargetSettings = z.infer<typeof snmpTargetSettings>;
export type SnmpViewSettings = z.infer<typeof snmpViewSettings>;
export type SnmpFilterSettings = z.infer<typeof snmpFilterSettings>;

/** Names of users, targets, views and filters. */
export const snmpName = z
  .string()
  .regex(/^[\w.@-]{1,32}$/, "expected 1 to 32 letters, digits, or any of . @ - _")
  // A JavaScript object would not keep it.
  .refine((name) => name !== "__proto__", "this name is not possible");

/** Names of what is there: over SNMP it may be any text. */
export const snmpKnownName = z.string().min(1).max(255);

interface Listed {
  readonly name: string;
  /** Set in the configuration file: it can only be changed there. */
  readonly pinned: boolean;
  /** Set up over SNMP: here it can only be removed. */
  readonly bySet?: boolean;
}

/** What is there, without secrets. */
export interface SnmpManagersView {
  readonly users: readonly (Listed & Omit<SnmpUserSettings, "authPassword" | "privPassword">)[];
  readonly targets: readonly (Listed & Omit<SnmpTargetSettings, "community">)[];
  readonly views: readonly (Listed & SnmpViewSettings)[];
  readonly filters: readonly (Listed & SnmpFilterSettings)[];
}

/** Passwords that were made; they are told this once. */
export interface MadePasswords {
  readonly authPassword?: string;
  readonly privPassword?: string;
}

export type SnmpManagerKind = keyof SnmpManagersView;

/** Sets up SNMP's users, targets, views and filters. Rejects with a UsageError for what cannot be, NotThereError `E_NO_SNMP_NAME`. */
export interface SnmpAdministration {
  list(): SnmpManagersView;
  putUser(name: string, settings: SnmpUserSettings, by: string): Promise<MadePasswords>;
  putTarget(name: string, settings: SnmpTargetSettings, by: string): Promise<void>;
  putView(name: string, settings: SnmpViewSettings, by: string): Promise<void>;
  putFilter(name: string, settings: SnmpFilterSettings, by: string): Promise<void>;
  remove(kind: SnmpManagerKind, name: string, by: string): Promise<void>;
}
