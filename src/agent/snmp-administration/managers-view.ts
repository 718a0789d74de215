import type { SnmpManagersView } from "../../exporters/hpi-api/snmp-administration.ts";
import type { MadeBySet, SnmpManagers, SnmpUser } from "../../exporters/snmp/index.ts";
import type { NotificationTarget } from "../../snmp/notification-target.ts";
import type { ManagersState } from "./managers-file.ts";

/** What the configuration file says: it cannot be changed here. */
export interface PinnedManagers {
  readonly users: readonly SnmpUser[];
  readonly targets: readonly NotificationTarget[];
  readonly views?: SnmpManagers["views"];
  readonly filters?: NonNullable<SnmpManagers["filters"]>;
}

type UserView = SnmpManagersView["users"][number];
type TargetView = SnmpManagersView["targets"][number];
type SubtreesView = SnmpManagersView["views"][number];

const fromFile = { pinned: true } as const;
const fromCommand = { pinned: false } as const;
const fromSet = { pinned: false, bySet: true } as const;

/** What there is, and where it comes from, without secrets. */
export function managersView(
  { users, targets, views, filters }: ManagersState,
  pinned: PinnedManagers,
  made?: MadeBySet,
): SnmpManagersView {
  return {
    users: [
      ...pinned.users.map((user) => ({ ...userView(user), ...fromFile })),
      ...Object.entries(users).map(([name, { local: _l, master: _m, rekeyed: _r, publicValue: _p, ...user }]) => ({
        ...{ name, ...fromCommand, ...user },
      })),
      ...(made?.users ?? []).map((user) => ({ ...userView(user), ...fromSet })),
    ],
    targets: [
      ...pinned.targets.map((target) => ({ ...targetView(target), ...fromFile })),
      ...Object.entries(targets).map(([name, { community: _c, ...target }]) => ({ name, ...fromCommand, ...target })),
      ...(made?.targets ?? []).map((target) => ({ ...targetView(target), ...fromSet })),
    ],
    views: subtreesViews(views, pinned.views, made?.views),
    filters: subtreesViews(filters, pinned.filters, made?.filters),
  };
}

function userView({ name, role = "ReadOnly", authProtocol, privProtocol, view, notifyView }: SnmpUser): UserView {
  const views = { ...(view === undefined ? {} : { view }), ...(notifyView === undefined ? {} : { notifyView }) };
  return { name, ...fromFile, role, authProtocol, privProtocol, ...views } as UserView;
}

function targetView({ name, host, port, kind, timeout, retries, security, filter }: NotificationTarget): TargetView {
  const by = security.version === "v3" ? { user: security.user.name } : { version: security.version };
  const common = { name, ...fromFile, host, port, kind, timeoutSeconds: timeout / 1000, retries, version: "v2c" };
  return { ...common, ...by, ...(filter === undefined ? {} : { filter }) } as TargetView;
}

function subtreesViews(
  own: ManagersState["views"],
  pinned: SnmpManagers["views"] = {},
  made: SnmpManagers["views"] = {},
): SubtreesView[] {
  const shown = (families: SnmpManagers["views"], from: { readonly pinned: boolean; readonly bySet?: boolean }) =>
    Object.entries(families).map(([name, all]) => {
      const subtrees = (wanted: boolean) => all.filter(({ included }) => included === wanted).map(familyText);
      return { name, ...from, include: subtrees(true), exclude: subtrees(false) };
    });
  const commanded = Object.entries(own).map(([name, view]) => ({ name, ...fromCommand, ...view }));
  return [...shown(pinned, fromFile), ...commanded, ...shown(made, fromSet)];
}

/** Dotted, with an asterisk where any arc will do. */
function familyText({ subtree, wildcards = [] }: SnmpManagers["views"][string][number]): string {
  return subtree.map((arc, at) => (wildcards.includes(at) ? "*" : arc)).join(".");
}
