/** What this listener adds to fastify's requests and routes. */
import type { FastifyInstance } from "fastify";
import type { Principal, Role } from "../access/principal.ts";
import type { Session } from "../access/sessions.ts";
import { InternalError } from "../base/errors.ts";

const authenticated: unique symbol = Symbol("authenticated principal");

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may use the route. There is no default: a route that does not say is refused when it is registered. */
    auth?: "none" | Role;
    /** Requests to an open route that need a login all the same, since they ask for more than what is open. */
    loginFor?: (request: FastifyRequest) => boolean;
    /** Usable by an account that has to change its password first. */
    whilePasswordChangeRequired?: boolean;
    /** The URL exists, this method on it does not; holds the methods that do. Set by the listener itself. */
    methodNotAllowed?: string;
  }

  interface FastifyRequest {
    /** Who asks. Reading it on a route open to everybody is a mistake and throws. */
    principal: Principal;
    /** The session that the request came with, if it did. */
    session: Session | null;
    [authenticated]: Principal | null;
  }
}

export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest(authenticated, null);
  app.decorateRequest("session", null);
  app.decorateRequest("principal", {
    getter() {
      const principal = this[authenticated];
      if (principal === null) throw new InternalError("E_ROUTE_AUTH", "the route is open, yet asks who it is");
      return principal;
    },
    setter(principal) {
      this[authenticated] = principal;
    },
  });
}

/** The principal, or null on an open route. */
export function principalIfAny(request: { readonly [authenticated]: Principal | null }): Principal | null {
  return request[authenticated];
}
