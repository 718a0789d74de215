import { UsageError } from "../../base/errors.ts";
import type { MadePasswords, SnmpUserSettings } from "../../exporters/hpi-api/snmp-administration.ts";
import type { SnmpManagers } from "../../exporters/snmp/index.ts";
import { localKeys, masterKeys } from "../../snmp/user-keys.ts";
import { type RandomBytes, randomPassword } from "../../store/secrets.ts";
import { type ManagersState, type StoredUser, userOf } from "./managers-file.ts";
import type { Knows } from "./names.ts";

/** The view that a user is confined to and that is not there. */
export function missingView(user: Pick<StoredUser, "view" | "notifyView">, knows: Knows): string | undefined {
  return [user.view, user.notifyView].find((view) => view !== undefined && !knows("views", view));
}

/** Passwords for a user who was given none. */
export function passwordsFor(settings: SnmpUserSettings, random: RandomBytes): MadePasswords {
  return {
    ...(settings.authPassword === undefined ? { authPassword: randomPassword(random) } : {}),
    ...(settings.privPassword === undefined ? { privPassword: randomPassword(random) } : {}),
  };
}

/** Sets a user up with all its passwords; they are not kept, only what they become. */
export function withUser(
  state: ManagersState,
  name: string,
  settings: SnmpUserSettings,
  engineId: Uint8Array,
  knows: Knows,
): ManagersState {
  const view = missingView(settings, knows);
  if (view !== undefined) throw new UsageError("E_SNMP_VIEW", `there is no view ${view}`);
  const told = Object.entries(state.targets).find(([, target]) => target.user === name && target.kind === "inform");
  if (told !== undefined && !settings.informs) {
    throw new UsageError("E_SNMP_TARGET", `the target ${told[0]} is sent informs in its name: set it up for informs`);
  }
  const { authPassword = "", privPassword = "", ...others } = settings;
  const { authProtocol, privProtocol } = others;
  const master = masterKeys({ name, authProtocol, privProtocol, authPassword, privPassword });
  const local = keysHere(localKeys({ name, authProtocol, privProtocol, master }, engineId), engineId);
  const kept = settings.informs ? { master: { auth: master.auth, priv: master.priv ?? "" } } : {};
  return { ...state, users: { ...state.users, [name]: { ...others, local, ...kept } } };
}

/** With keys of this engine; with others only where they are needed. */
export function localisedUser(
  name: string,
  user: StoredUser,
  targets: ManagersState["targets"],
  engineId: Uint8Array | undefined,
): StoredUser {
  if (engineId === undefined || user.master === undefined || user.rekeyed === true) return user;
  const local = keysHere(localKeys(userOf(name, user), engineId), engineId);
  const informs = user.informs || Object.values(targets).some((t) => t.user === name && t.kind === "inform");
  const { master, ...others } = user;
  return { ...others, informs, local, ...(informs ? { master } : {}) };
}

/** A user whose keys may have been changed over SNMP. */
export function withKeysOf(name: string, user: StoredUser, { users }: SnmpManagers): StoredUser {
  const now = users.find((known) => known.name === name);
  if (now === undefined || !("local" in now)) return user;
  const { local, rekeyed, publicValue } = now;
  const keys = local === undefined ? {} : { local: { ...local, priv: local.priv ?? "" } };
  return { ...user, ...keys, ...(rekeyed === true ? { rekeyed } : {}), ...(publicValue ? { publicValue } : {}) };
}

/** A user that a target is told in the name of stays. */
export function refuseWhileSending({ targets }: ManagersState, name: string): void {
  const target = Object.entries(targets).find(([, { user }]) => user === name);
  if (target !== undefined) throw new UsageError("E_SNMP_TARGET", `the target ${target[0]} is told in its name`);
}

function keysHere(
  { auth, priv }: ReturnType<typeof localKeys>,
  engineId: Uint8Array,
): NonNullable<StoredUser["local"]> {
  const id = Buffer.from(engineId).toString("hex");
  return { engineId: id, auth: auth.toString("hex"), priv: priv?.toString("hex") ?? "" };
}
