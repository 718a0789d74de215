/** ipmi_sim's network configuration (ipmi_lan(5)). */

import { UsageError } from "../../src/base/errors.ts";
import type { Controller, Machine } from "../machine/machine.ts";
import { guidOf } from "./guid.ts";

export interface Ports {
  /** TCP, the system interface in OpenIPMI's virtual machine protocol. */
  readonly vm: number;
  /** UDP, RMCP+. */
  readonly lan: number;
  /** TCP, the simulator's own command line. */
  readonly console: number;
}

export interface LanUser {
  readonly name: string;
  /** At most 20 characters (IPMI 2.0 section 22.30), none of them a quote or backslash. */
  readonly password: string;
}

/** The file's text. It holds the password, so it must not be readable by others. */
export function lanConf(
  machine: Machine,
  bmc: Controller,
  host: string,
  ports: Ports,
  user: LanUser,
  modules: readonly { readonly library: string; readonly options: string }[] = [],
) {
  for (const word of [user.name, user.password])
    if (!/^[\x21\x23-\x5b\x5d-\x7e]{1,20}$/.test(word))
      throw new UsageError("E_SIM_USER", "a LAN user's name and password have 1 to 20 plain characters");
  const authentication = "none md2 md5 straight";
  return [
    `name "${bmc.name}"`,
    ...modules.map(({ library, options }) => `loadlib "${library}" "${options}"`),
    "set_working_mc 0x20",
    "  startlan 1",
    `    addr ${host} ${ports.lan}`,
    "    priv_limit admin",
    `    allowed_auths_callback ${authentication}`,
    `    allowed_auths_user ${authentication}`,
    `    allowed_auths_operator ${authentication}`,
    `    allowed_auths_admin ${authentication}`,
    `    guid ${guidOf(machine, bmc.name).toString("hex")}`,
    "  endlan",
    `  serial 15 ${host} ${ports.vm} codec VM`,
    `  user 2 true "${user.name}" "${user.password}" admin 10 none md2 md5 straight`,
    `console ${host} ${ports.console}`,
    "",
  ].join("\n");
}
