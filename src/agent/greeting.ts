import type { ConnectionDetails } from "./connection-file.ts";
import type { Simulation } from "./options.ts";

export interface Greeting {
  readonly details: ConnectionDetails;
  readonly stateDirectory: string;
  /** Whether the command line finds the state directory without being told. */
  readonly found: boolean;
  readonly simulation: Pick<Simulation, "machine" | "lan" | "bmcs" | "managementModules"> | null;
}

/** Where to look now that the agent runs: commands that work as they stand, in any terminal. */
export function greeting({ details, stateDirectory, found, simulation }: Greeting): readonly string[] {
  const managing = simulation === null ? "" : `, managing the SIMULATED machine ${simulation.machine}`;
  const lines = ["", `hpi-agent is ${details.state}${managing}`];
  if (details.rest !== null) {
    const { url, user, password, certificate } = details.rest;
    const login = user === null ? " -u USER" : ` -u ${user}:${password}`;
    lines.push(`  Redfish   ${url}/redfish/v1`);
    lines.push(`            curl --cacert ${quoted(certificate)}${login} ${url}/redfish/v1/Chassis`);
  }
  if (details.snmp !== null) {
    const { host, port, user, authPassword, privPassword } = details.snmp;
    lines.push(`  SNMPv3    ${host}:${port}`);
    if (user !== null) {
      lines.push(
        `            snmpbulkwalk -v3 -l authPriv -u ${user} -a SHA-256 -A ${authPassword} -x AES -X ${privPassword} ${host}:${port} 1.3.6.1.2.1.47`,
      );
    }
  }
  if (simulation !== null) {
    const { lan, bmcs, managementModules } = simulation;
    lines.push(
      `  IPMI      ipmitool -I lanplus -C 3 -H ${lan.host} -p ${lan.port} -U ${lan.user} -P ${lan.password} sdr`,
    );
    if (bmcs.length > 1) {
      lines.push(`            the first of ${bmcs.length} BMCs; all are in ${stateDirectory}/connection.json`);
    }
    for (const { bay, host, port, community } of managementModules) {
      lines.push(`  MM ${bay}      snmpwalk -v2c -c ${community} ${host}:${port} 1.3.6.1.4.1.2.3.51.2`);
    }
  }
  const where = found ? "" : ` --state-directory ${quoted(stateDirectory)}`;
  const sim = simulation === null ? "" : ", sim list";
  lines.push(`  Terminal  bin/hpi-agent tree${where}, sensors --watch, events --follow${sim}`);
  lines.push(`  State     ${stateDirectory}`);
  return lines;
}

/** As a word of a shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
