import { Accounts } from "../access/accounts.ts";
import { AuditLog } from "../access/audit-log.ts";
import { Authenticator } from "../access/authenticator.ts";
import { PasswordHasher } from "../access/password.ts";
import { type Session, Sessions } from "../access/sessions.ts";
import type { Logger } from "../base/logger.ts";
import type { Domain } from "../hpi/domain.ts";
import type { Store } from "../store/store.ts";
import type { AgentDoors } from "./doors.ts";
import type { SimulationLogin } from "./state.ts";

/** Who may come in, and the record of who did. */
export interface Access {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly authenticator: Authenticator;
  readonly audit: AuditLog;
}

export async function openAccess(store: Store, doors: AgentDoors, logger: Logger): Promise<Access> {
  const { clock, randomBytes: random } = doors;
  const hasher = new PasswordHasher({ random });
  const accounts = await Accounts.open({ store, hasher, clock, logger });
  const audit = new AuditLog({ directory: store.directory, clock, logger });
  // The request says who did it, this what came of it.
  accounts.onChange(({ name, removed, passwordChanged }) => {
    const { role, enabled } = accounts.get(name) ?? {};
    audit.record({ what: "account", name, removed, passwordChanged, role, enabled });
  });
  const sessions = new Sessions({ clock, logger, random });
  // A password that was right a moment ago is no login of its own: only this tells of the session that it opened.
  const session = (how: "begun" | "ended") => (of: Session) => {
    const { id, user, door, source } = of;
    audit.record({ what: "session", how, id, user, door, source });
  };
  sessions.onBegin(session("begun"));
  sessions.onEnd(session("ended"));
  const authenticator = new Authenticator({ accounts, sessions, clock, random, audit });
  return { accounts, sessions, authenticator, audit };
}

/** Lets the login of a simulation in. Hashing takes its time, on purpose. */
export async function admitSimulation({ accounts }: Access, { user, password }: SimulationLogin): Promise<void> {
  if (accounts.get(user) === undefined) await accounts.create({ name: user, password, role: "Administrator" });
  else await accounts.update(user, { password, role: "Administrator", enabled: true });
}

/** An audit log that cannot be written is an alarm while that lasts. */
export function raiseAuditAlarm(domain: Pick<Domain, "agentAlarm">, audit: AuditLog): void {
  const tell = (reason: string | null): void => {
    const text =
      reason === null
        ? `the audit log is written again; ${audit.lost} entries are missing in it`
        : `who does what is not recorded: the audit log cannot be written: ${reason}`;
    void domain.agentAlarm("audit-log", reason === null ? null : "major", text);
  };
  audit.onTrouble(tell);
  if (audit.trouble !== null) tell(audit.trouble);
}
