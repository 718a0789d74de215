import { z } from "zod";
import type { Logger } from "../../base/logger.ts";
import {
  snmpFilterSettings,
  snmpTargetSettings,
  snmpUserSettings,
  snmpViewSettings,
} from "../../exporters/hpi-api/snmp-administration.ts";
import {
  loadRows,
  type SetRows,
  type SnmpUser,
  type StoredRow,
  type StoredRows,
  storeRows,
} from "../../exporters/snmp/index.ts";
import { hasKeysFor, masterKeys } from "../../snmp/user-keys.ts";
import type { Store } from "../../store/store.ts";

const hexadecimal = z.string().regex(/^([0-9a-f]{2})*$/);
const keys = { auth: hexadecimal, priv: hexadecimal };

/** A user as it is kept: no passwords, only what they become. */
const storedUser = snmpUserSettings.omit({ authPassword: true, privPassword: true }).extend({
  /** Keys localised to this engine (RFC 3414 section 2.6). */
  local: z.strictObject({ engineId: hexadecimal, ...keys }).optional(),
  /** What keys of other engines are made from; only for users that send informs, and until the engine is known. */
  master: z.strictObject(keys).optional(),
  /** The local keys were changed over SNMP: they do not come from the master keys. */
  rekeyed: z.boolean().optional(),
  publicValue: hexadecimal.optional(),
});
export type StoredUser = z.infer<typeof storedUser>;

const secrets = z.strictObject({
  auth: hexadecimal.optional(),
  priv: hexadecimal.optional(),
  cloned: z.boolean(),
  authChanged: z.boolean(),
  privChanged: z.boolean(),
});
const storedRow = z.strictObject({
  index: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  secrets: secrets.optional(),
}) satisfies z.ZodType<StoredRow>;

const stateSchema = z.strictObject({
  users: z.record(z.string(), storedUser),
  targets: z.record(z.string(), snmpTargetSettings),
  views: z.record(z.string(), snmpViewSettings),
  filters: z.record(z.string(), snmpFilterSettings).default({}),
  /** What was set up by SET, by the names of the tables. */
  rows: z.record(z.string(), z.array(storedRow)).default({}),
});
/** What commands have set up. */
export type ManagersState = Omit<z.infer<typeof stateSchema>, "rows">;
type StoredState = ManagersState & { readonly rows: StoredRows };

/** Version 1 kept passwords. */
const firstSchema = stateSchema.extend({ users: z.record(z.string(), snmpUserSettings) });

const nothing: ManagersState = { users: {}, targets: {}, views: {}, filters: {} };

/** What is kept of SNMP's managers. */
export interface ManagersFile {
  readonly state: ManagersState;
  /** What was set up by SET. */
  readonly rows: SetRows;
  /** Resolves when both are on disk; those of an earlier write stay there when it rejects. */
  write(state: ManagersState, rows: SetRows): Promise<void>;
}

/** Damage leaves nothing of it: it never opens a door. */
export async function openManagersFile(store: Store, logger: Logger): Promise<ManagersFile> {
  const file = store.openStateFile<StoredState>({
    name: "snmp-managers",
    version: 2,
    decode: (raw, version) => (version === 1 ? withoutPasswords(firstSchema.parse(raw)) : stateSchema.parse(raw)),
  });
  const found = await file.read();
  const known = found.kind === "value" || found.kind === "damaged-recovered";
  if (found.kind === "damaged-lost") {
    logger.error({ problem: found.problem }, "SNMP users, targets and views are lost");
  }
  const { rows: stored, ...state } = known ? found.value : { ...nothing, rows: {} };
  const rows = loadRows(stored, (table, index) => {
    logger.warn({ table, index }, "a row that was set up by SNMP is none any more");
  });
  return { state, rows, write: (next, made) => file.write({ ...next, rows: storeRows(made) }) };
}

/** A user as SNMP knows it. */
export function userOf(name: string, stored: StoredUser): SnmpUser {
  const { role, authProtocol, privProtocol, view, notifyView, local, master, rekeyed, publicValue } = stored;
  return {
    name,
    role,
    authProtocol,
    privProtocol,
    view,
    notifyView,
    keysMayChange: true,
    local,
    master,
    rekeyed,
    publicValue,
  };
}

/** Whether a user has keys that it may use here. Those that were changed over SNMP do not come back from older ones. */
export function hasKeys(name: string, user: StoredUser, engineId: Uint8Array | undefined): boolean {
  const known = userOf(name, user);
  if (user.rekeyed !== true) return hasKeysFor(known, engineId);
  return hasKeysFor({ ...known, master: undefined } as SnmpUser, engineId);
}

/** Version 2 of the file: what passwords become, in their place. */
function withoutPasswords({ users, ...others }: z.infer<typeof firstSchema>): StoredState {
  const keyed = Object.entries(users).map(([name, { authPassword = "", privPassword = "", ...user }]) => {
    const { auth, priv = "" } = masterKeys({
      name,
      authProtocol: user.authProtocol,
      privProtocol: user.privProtocol,
      authPassword,
      privPassword,
    });
    return [name, { ...user, master: { auth, priv } }] as const;
  });
  return { ...others, users: Object.fromEntries(keyed) };
}
