import type { Role } from "../../hpi/operation.ts";
import type { FilterProfiles } from "../../snmp/notification-filter.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import type { UsmIdentity } from "../../snmp/user-keys.ts";
import type { Views } from "./access-policy.ts";
import type { SetRows } from "./administration/row.ts";

/** A user of the configuration or of a command. */
export type SnmpUser = UsmIdentity & {
  readonly role?: Role | undefined;
  readonly view?: string | undefined;
  readonly notifyView?: string | undefined;
  /** True where the agent itself keeps the keys. */
  readonly keysMayChange?: boolean | undefined;
  /** True when its keys here were changed by SET, so that the master keys are good for other engines only. */
  readonly rekeyed?: boolean | undefined;
  /** usmUserPublic, in hexadecimal. */
  readonly publicValue?: string | undefined;
};

/** Who may ask for what, and who is told. */
export interface SnmpManagers {
  readonly users: readonly SnmpUser[];
  readonly views: Views;
  /** Those that stay are the same objects as before. */
  readonly targets: readonly NotificationTarget[];
  /** Filter profiles that targets name. */
  readonly filters?: FilterProfiles;
  /** What was set up by SET, beside all this. */
  readonly rows?: SetRows | undefined;
}
