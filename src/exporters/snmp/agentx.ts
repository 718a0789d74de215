import type { Role } from "../../hpi/operation.ts";
import { type AgentxOptions, type AgentxSocket, AgentxSubagent } from "../../snmp/agentx/subagent.ts";
import type { Notification } from "../../snmp/notification.ts";
import type { Oid } from "../../snmp/oid.ts";
import { FamilyView } from "../../snmp/vacm.ts";
import { BASE_OID } from "./base-oid.ts";
import { entityModule } from "./entity-mib.ts";
import { entitySensorModule } from "./entity-sensor-mib.ts";
import { entityStateModule } from "./entity-state-mib.ts";
import { hpiAgentModule } from "./hpi-agent-mib/module.ts";

/** How to be a subagent of another SNMP agent. */
export interface AgentxExporterOptions {
  readonly connect: () => AgentxSocket;
  /** What a SET through the master may do: the master does not tell who asked it. */
  readonly role: Role;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Who a SET through the master is by. */
export const AGENTX_PRINCIPAL = "agentx";

/** What hardware is about: the rest, such as interfaces and the system group, is the master's own. */
const modules = [entityModule, entitySensorModule, entityStateModule, hpiAgentModule];
/** Notifications that the master sends for itself. */
const SNMP_TRAPS: Oid = [1, 3, 6, 1, 6, 3, 1, 1, 5];

/** Serves the hardware's modules through a master agent. */
export function startAgentx(
  options: AgentxExporterOptions,
  parts: Pick<AgentxOptions, "store" | "description" | "onSet" | "clock" | "logger">,
): { notify(notification: Notification): void; close(): void } {
  const { connect, role, random } = options;
  const view = new FamilyView(modules.map(({ id }) => ({ subtree: id, included: true })));
  const subagent = new AgentxSubagent({
    ...parts,
    connect,
    random,
    read: view,
    write: role === "ReadOnly" ? undefined : view,
    principal: AGENTX_PRINCIPAL,
    id: BASE_OID,
    subtrees: modules.map(({ id }) => id),
    capabilities: modules,
  });
  subagent.start();
  return {
    notify(notification) {
      if (!SNMP_TRAPS.every((arc, i) => notification.id[i] === arc)) subagent.notify(notification);
    },
    close: () => subagent.close(),
  };
}
