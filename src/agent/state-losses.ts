import type { Domain } from "../hpi/domain.ts";

/** What follows from the loss of a state file; those not named here are caches, or raise an alarm of their own. */
const consequences: Readonly<Record<string, string>> = {
  "snmp-engine": "the SNMP engine has a new id, which managers have to learn",
  "snmp-managers": "SNMP users and views that were made with commands or by managers are gone",
  "snmp-settings": "texts that SNMP managers had set are gone",
  "snmp-delivered": "which SNMP notifications were acknowledged is not known",
  accounts: "no account is left; only the local socket lets anybody in",
  agent: "the agent has a new identity",
};

/** Turns lost state files into alarms, also those that are found lost before there is a model to raise alarms in. */
export class StateLosses {
  readonly #waiting: { name: string; problem: string }[] = [];
  #domain: Pick<Domain, "agentAlarm"> | null = null;

  tell(name: string, problem: string): void {
    const consequence = consequences[name];
    if (consequence === undefined) return;
    if (this.#domain === null) this.#waiting.push({ name, problem });
    else
      void this.#domain.agentAlarm(`state-lost:${name}`, "major", `${name}.json is lost (${problem}): ${consequence}`);
  }

  /** The model is there: what waited becomes alarms now. */
  raiseOn(domain: Pick<Domain, "agentAlarm">): void {
    this.#domain = domain;
    for (const { name, problem } of this.#waiting.splice(0)) this.tell(name, problem);
  }
}
