import { type Account, passwordLength } from "../../../access/accounts.ts";
import { type Role, roles } from "../../../access/principal.ts";
import { type Body, collectionBody, mayUse, type RedfishResource, resourceBody } from "../resource.ts";
import type { RedfishService } from "../service.ts";
import { link, uris } from "../uris.ts";

export const accountService: RedfishResource = {
  path: "/AccountService",
  read({ service: { options } }) {
    const { threshold, durationMs } = options.authenticator.lockout;
    return resourceBody("AccountService", uris.accountService, "AccountService", "Account service", {
      ServiceEnabled: true,
      MinPasswordLength: passwordLength.minimum,
      MaxPasswordLength: passwordLength.maximum,
      AccountLockoutThreshold: threshold,
      AccountLockoutDuration: Math.round(durationMs / 1000),
      Status: { State: "Enabled", Health: "OK" },
      Accounts: link(uris.accounts),
      Roles: link(uris.roles),
    });
  },
};

export const accountCollection: RedfishResource = {
  path: "/AccountService/Accounts",
  read: ({ service, principal }) =>
    collectionBody(
      "ManagerAccountCollection",
      uris.accounts,
      "Accounts",
      service.options.accounts.list().flatMap((a) => (mayUse(principal, a.name) ? [uris.account(a.name)] : [])),
    ),
};

export const account: RedfishResource = {
  path: "/AccountService/Accounts/:account",
  read({ service, params, principal }) {
    const found = service.options.accounts.get(params["account"] ?? "");
    return found === undefined || !mayUse(principal, found.name) ? null : accountBody(service, found);
  },
};

export const roleCollection: RedfishResource = {
  path: "/AccountService/Roles",
  read: () => collectionBody("RoleCollection", uris.roles, "Roles", roles.map(uris.role)),
};

/** The predefined roles (DSP0266 section "Roles"). */
const privileges: Readonly<Record<Role, readonly string[]>> = {
  Administrator: ["Login", "ConfigureManager", "ConfigureUsers", "ConfigureComponents", "ConfigureSelf"],
  Operator: ["Login", "ConfigureComponents", "ConfigureSelf"],
  ReadOnly: ["Login", "ConfigureSelf"],
};

export const role: RedfishResource = {
  path: "/AccountService/Roles/:role",
  read({ params }) {
    const found = roles.find((name) => name === params["role"]);
    if (found === undefined) return null;
    return resourceBody("Role", uris.role(found), found, `${found} role`, {
      RoleId: found,
      IsPredefined: true,
      AssignedPrivileges: privileges[found],
      OemPrivileges: [],
    });
  },
};

function accountBody({ options }: RedfishService, found: Account): Body {
  const { name, enabled, passwordChangeRequired } = found;
  return resourceBody("ManagerAccount", uris.account(name), name, `Account ${name}`, {
    UserName: name,
    Password: null,
    RoleId: found.role,
    Enabled: enabled,
    Locked: options.authenticator.lockout.isLocked(name),
    PasswordChangeRequired: passwordChangeRequired,
    AccountTypes: ["Redfish"],
    Links: { Role: link(uris.role(found.role)) },
  });
}
