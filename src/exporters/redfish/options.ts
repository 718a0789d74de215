import type { Accounts } from "../../access/accounts.ts";
import type { Authenticator } from "../../access/authenticator.ts";
import type { Sessions } from "../../access/sessions.ts";
import type { Domain } from "../../hpi/domain.ts";

export interface RedfishOptions {
  readonly domain: Domain;
  /** `uuid` names this service for ever. */
  readonly agent: { readonly name: string; readonly version: string; readonly uuid: string };
  /** `node`: exactly one System, the machine this runs on; `shelf`: one per payload board. Told from the model when absent. */
  readonly role?: "node" | "shelf" | undefined;
  readonly accounts: Pick<Accounts, "list" | "get">;
  readonly sessions: Pick<Sessions, "create" | "end" | "get" | "list" | "idleTimeoutMs">;
  readonly authenticator: Pick<Authenticator, "password" | "lockout">;
}
