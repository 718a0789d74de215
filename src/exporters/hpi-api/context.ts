import type { Accounts } from "../../access/accounts.ts";
import type { Authenticator } from "../../access/authenticator.ts";
import type { Domain } from "../../hpi/domain.ts";
import type { Sensor } from "../../hpi/rdr/index.ts";
import type { SimulatorControl } from "./simulator-control.ts";
import type { SnmpAdministration } from "./snmp-administration.ts";

/** A record of a controller's own event log as it was read. */
export interface SelRecord {
  readonly controller: string;
  readonly id: number;
  /** The device's time stamp, milliseconds since the epoch; null when it gave none. */
  readonly time: number | null;
  /** Seconds since the controller's start, of a record from before its clock was set. */
  readonly sinceStart?: number | undefined;
  readonly text: string;
  /** The record as hexadecimal text. */
  readonly raw: string;
}

export interface HpiApiOptions {
  readonly domain: Domain;
  readonly agent: { readonly name: string; readonly version: string; readonly uuid: string };
  readonly accounts: Pick<Accounts, "list" | "create" | "update" | "remove">;
  readonly authenticator: Pick<Authenticator, "password">;
  /** Makes a password for an account that was given none. */
  readonly newPassword: () => string;
  /** Records of the controllers' own event logs as far as they were read. */
  readonly sel: () => readonly SelRecord[];
  /** Sets up SNMP; undefined where SNMP is not spoken. */
  readonly snmp?: SnmpAdministration | undefined;
  /** Only in simulation. */
  readonly simulator?: { readonly machine: string; readonly control: SimulatorControl } | undefined;
}

/** All sensors, or those of one resource, in the order of places. */
export function sensorsIn(domain: Domain, resourceId?: number): readonly Sensor[] {
  if (resourceId !== undefined) return domain.sensorsOf(resourceId);
  return domain.resources().flatMap((resource) => domain.sensorsOf(resource.id));
}
