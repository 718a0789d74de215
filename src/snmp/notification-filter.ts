import type { AccessControl, Requester } from "./access.ts";
import type { Notification } from "./notification.ts";
import type { NotificationTarget } from "./notification-target.ts";
import type { Oid } from "./oid.ts";
import { minimumLevelOf } from "./user-keys.ts";
import { FamilyView, type ViewFamily } from "./vacm.ts";

/** Filter profiles by their names (RFC 3413, snmpNotifyFilterTable). A family of one is as that of a view. */
export type FilterProfiles = Readonly<Record<string, readonly ViewFamily[]>>;

/** Decides who is told what: the notify view of the access control, then the target's filter profile. */
export class NotificationFilter {
  readonly #access: AccessControl;
  #profiles = new Map<string, FamilyView>();

  constructor(access: AccessControl) {
    this.#access = access;
  }

  /** Replaces all profiles. */
  configure(profiles: FilterProfiles): void {
    this.#profiles = new Map(Object.entries(profiles).map(([name, families]) => [name, new FamilyView(families)]));
  }

  admits(target: NotificationTarget, notification: Notification): boolean {
    return this.#isTold(target, notification) && this.#mayKnow(target, notification);
  }

  /**
   * RFC 3413 section 6: the notification's own name must be included, of the objects none may be excluded. Without a
   * profile nothing is filtered; one without families includes nothing.
   */
  #isTold({ filter }: NotificationTarget, { id, objects }: Notification): boolean {
    if (filter === undefined) return true;
    const profile = this.#profiles.get(filter);
    if (profile?.decides(id, id.length) !== true) return false;
    return objects.every(({ name }) => profile.decides(name, name.length) !== false);
  }

  /**
   * RFC 3413 section 3.3: the notification's name and every object in it must lie in the notify view. sysUpTime and
   * snmpTrapOID, which begin every notification, tell nothing beyond it.
   */
  #mayKnow(target: NotificationTarget, { id, objects }: Notification): boolean {
    const view = this.#access.view(receiverOf(target), "notify");
    const isIn = (name: Oid): boolean => view?.includes(name, name.length) === true;
    return isIn(id) && objects.every(({ name }) => isIn(name));
  }
}

const models = { v1: 1, v2c: 2, v3: 3 } as const;

/** A target as the access control knows it (RFC 3413, snmpTargetParamsTable). */
export function receiverOf({ name, security }: NotificationTarget): Requester {
  const model = models[security.version];
  if (security.version !== "v3") {
    return { model, securityName: security.securityName ?? name, level: 0, context: "" };
  }
  const { user } = security;
  const level = user.privProtocol === undefined ? 1 : minimumLevelOf(user);
  return { model, securityName: user.name, level, context: "" };
}
