import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Principal } from "../../access/principal.ts";
import { principalIfAny } from "../../http/request.ts";
import { RedfishError } from "./problem.ts";
import { expanded, noQuery, onlyMember, paged, parseQuery, type Query, selected } from "./query.ts";
import type { Body, ReadContext, RedfishResource } from "./resource.ts";
import type { RedfishService } from "./service.ts";
import { ROOT, uris } from "./uris.ts";

interface Pattern {
  readonly resource: RedfishResource;
  readonly expression: RegExp;
}

/** A body ready to send. */
interface Rendered {
  readonly text: string;
  readonly etag: string;
  readonly link: string;
}

/** Bodies kept; beyond it all are forgotten and made again. */
const MAXIMUM_KEPT = 4096;

/** Serves the table of resources: GET and HEAD with query parameters and entity tags. */
export class Router {
  readonly #service: RedfishService;
  readonly #patterns: readonly Pattern[];
  readonly #kept = new Map<string, { readonly revision: string; readonly rendered: Rendered }>();

  constructor(service: RedfishService, resources: readonly RedfishResource[]) {
    this.#service = service;
    this.#patterns = resources.map((resource) => ({
      resource,
      expression: new RegExp(`^${resource.path.replace(/\/$/, "").replace(/:(\w+)/g, "(?<$1>[^/]+)")}/?$`),
    }));
  }

  register(app: FastifyInstance): void {
    // What an open resource refers to is not open with it.
    const loginFor = ({ query }: FastifyRequest) => Object.hasOwn(query as object, "$expand");
    for (const { resource } of this.#patterns) {
      app.get(`/v1${resource.path}`, { config: { auth: resource.auth ?? "ReadOnly", loginFor } }, (request, reply) =>
        this.#serve(resource, request, reply),
      );
      resource.register?.(app, this.#service);
    }
  }

  /** The resource at a URI as a principal may see it; null when there is none. */
  async read(uri: string, principal: Principal | null): Promise<Body | null> {
    if (!uri.startsWith(ROOT)) return null;
    for (const { resource, expression } of this.#patterns) {
      const match = expression.exec(uri.slice(ROOT.length));
      if (match === null) continue;
      if (principal === null && resource.auth !== "none") return null;
      const params = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, text]) => [name, decodeURIComponent(text)]),
      );
      return resource.read({ service: this.#service, params, principal, page: noQuery.page });
    }
    return null;
  }

  async #serve(resource: RedfishResource, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const query = parseQuery(request.query);
    const params = request.params as Readonly<Record<string, string>>;
    const context = { service: this.#service, params, principal: principalIfAny(request), page: query.page };
    const { text, etag, link } = await this.#render(resource, query, context, request.url);
    reply.header("etag", etag);
    reply.header("cache-control", "no-cache");
    reply.header("link", link);
    if (matches(request.headers["if-none-match"], etag)) {
      reply.code(304);
      return "";
    }
    reply.type("application/json; charset=utf-8");
    return text;
  }

  async #render(resource: RedfishResource, query: Query, context: ReadContext, url: string): Promise<Rendered> {
    const revision = query === noQuery ? resource.revision?.(context) : undefined;
    const kept = revision === undefined ? undefined : this.#kept.get(url);
    if (kept !== undefined && kept.revision === revision) return kept.rendered;
    const whole = await resource.read(context);
    if (whole === null) throw new RedfishError(404, "ResourceMissingAtURI", [url.slice(0, 256)]);
    const body = await this.#shape(whole, query, resource, context.principal);
    const json = JSON.stringify(body);
    const etag = `"${createHash("sha1").update(json).digest("base64url")}"`;
    const text = `${json.slice(0, -1)},"@odata.etag":${JSON.stringify(etag)}}`;
    const rendered = { text, etag, link: `<${schemaUri(body)}>; rel=describedby` };
    if (revision !== undefined) {
      if (this.#kept.size >= MAXIMUM_KEPT) this.#kept.clear();
      this.#kept.set(url, { revision, rendered });
    }
    return rendered;
  }

  async #shape(whole: Body, query: Query, resource: RedfishResource, principal: Principal | null): Promise<Body> {
    if (query === noQuery) return whole;
    const read = (uri: string) => this.read(uri, principal);
    if (query.page.token !== undefined && resource.pagesItself !== true)
      throw new RedfishError(501, "QueryNotSupported");
    const pages = query.page.skip > 0 || query.page.top !== undefined;
    if (pages && !Array.isArray(whole["Members"])) throw new RedfishError(400, "QueryNotSupportedOnResource");
    let body = resource.pagesItself === true ? whole : paged(whole, query.page);
    if (query.only) body = await onlyMember(body, read);
    if (query.expand !== null) body = await expanded(body, query.expand, read);
    return query.select === null ? body : selected(body, query.select);
  }
}

function schemaUri(body: Body): string {
  const [, id = ""] = /^#(.+)\.[^.]+$/.exec(String(body["@odata.type"])) ?? [];
  return uris.schema(id);
}

/** If-None-Match: any of a list, weak or strong, or `*` (RFC 9110 section 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((one) => {
    const tag = one.trim().replace(/^W\//, "");
    return tag === "*" || tag === etag;
  });
}
