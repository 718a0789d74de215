/** In rising order: each may do what the ones before it may. The predefined roles of Redfish (DSP0266). */
export const roles = ["ReadOnly", "Operator", "Administrator"] as const;
export type Role = (typeof roles)[number];

/** Who asks for something, through which door, from where. */
export interface Principal {
  /** Account name, `policy:<name>` or `local`. */
  readonly id: string;
  /** The exporter or listener, such as `redfish` or `socket`. */
  readonly door: string;
  /** Network address, or `local`. */
  readonly source: string;
  readonly role: Role;
}

/** Whether `role` may do what needs `required`. */
export function permits(role: Role, required: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(required);
}

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}
