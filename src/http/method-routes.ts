import type { FastifyInstance, HTTPMethods } from "fastify";
import type { Role } from "../access/principal.ts";
import { InternalError } from "../base/errors.ts";
import "./request.ts";

interface Pattern {
  readonly methods: Set<string>;
  open: boolean;
}

/** Remembers which methods each URL answers, so that the others get 405 and not 404. */
export class MethodRoutes {
  readonly #patterns = new Map<string, Pattern>();
  readonly #allow = new Map<string, string>();

  /** The methods of a URL pattern, as in the Allow header. */
  allowed(pattern: string): string | undefined {
    return this.#allow.get(pattern);
  }

  /** Watches the routes of an encapsulated instance. Throws `E_ROUTE_AUTH` for one that does not say who may use it. */
  watch(scope: FastifyInstance): void {
    scope.addHook("onRoute", ({ method, url, config }) => {
      if (config?.methodNotAllowed !== undefined) return;
      const auth: "none" | Role | undefined = config?.auth;
      if (auth === undefined) {
        throw new InternalError("E_ROUTE_AUTH", `the route ${String(method)} ${url} does not say who may use it`);
      }
      const pattern = this.#patterns.get(url) ?? { methods: new Set(), open: false };
      for (const each of [method].flat()) pattern.methods.add(each);
      pattern.open ||= auth === "none";
      this.#patterns.set(url, pattern);
    });
  }

  /** Registers the answer for every method that was not declared; call when all routes of the scope are known. */
  refuseOthers(scope: FastifyInstance): void {
    for (const [url, { methods, open }] of this.#patterns) {
      if (this.#allow.has(url)) continue;
      const allow = [...methods].sort().join(", ");
      this.#allow.set(url, allow);
      const missing = scope.supportedMethods.filter((method) => !methods.has(method)) as HTTPMethods[];
      if (missing.length === 0) continue;
      scope.route({
        method: missing,
        url,
        config: { auth: open ? "none" : "ReadOnly", methodNotAllowed: allow },
        handler: async () => {
          throw new InternalError("E_ROUTE_AUTH", "the authentication hook did not run");
        },
      });
    }
  }
}
