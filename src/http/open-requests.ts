import type { ServerResponse } from "node:http";
import type { Accounts } from "../access/accounts.ts";
import type { Principal } from "../access/principal.ts";
import type { Session, Sessions } from "../access/sessions.ts";

interface Open {
  readonly response: ServerResponse;
  readonly principal: Principal;
  readonly session: Session | null;
}

/** Knows what is being answered, so that a stream does not outlive the right to read it. */
export class OpenRequests {
  readonly #sessions: Sessions;
  readonly #open = new Set<Open>();

  constructor(sessions: Sessions, accounts: Accounts) {
    this.#sessions = sessions;
    sessions.onEnd(({ id }) => this.#cut(({ session }) => session?.id === id));
    accounts.onChange(({ name, removed, passwordChanged }) => {
      const account = accounts.get(name);
      if (removed || passwordChanged || account?.enabled === false) this.#cut(({ principal }) => principal.id === name);
    });
  }

  /** For a request that was let in over the network. An open request keeps its session from idling out. */
  add(response: ServerResponse, principal: Principal, session: Session | null): void {
    const open: Open = { response, principal, session };
    const release = session === null ? undefined : this.#sessions.hold(session.id);
    this.#open.add(open);
    response.once("close", () => {
      this.#open.delete(open);
      release?.();
    });
  }

  /** Only streams are cut: an ordinary request, such as the one that ends the session, gets its answer. */
  #cut(matches: (open: Open) => boolean): void {
    for (const open of this.#open) {
      const streams = open.response.headersSent && !open.response.writableEnded;
      if (streams && matches(open)) open.response.destroy();
    }
  }
}
