import type { InjectOptions } from "fastify";
import type { Role } from "../../../src/access/principal.ts";
import { type RedfishOptions, redfish } from "../../../src/exporters/redfish/index.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { describeSampleShelf, type SampleModel } from "../../support/sample-model.ts";
import { ask, loginAs, type Web, web } from "../../support/web.ts";

export type Json = Readonly<Record<string, unknown>>;

export interface Answer<T = Json> {
  readonly status: number;
  readonly headers: Json;
  readonly body: T;
  readonly text: string;
}

export interface RedfishApp extends MemoryDomain, Web {
  readonly model: SampleModel;
  get<T = Json>(url: string, options?: Omit<InjectOptions, "url">): Promise<Answer<T>>;
}

export const agentUuid = "00000000-0000-4000-8000-0000000000aa";

/** The Redfish service over the sample shelf; requests come from an account of the given role. */
export async function redfishApp(
  options: Partial<RedfishOptions> & { role?: RedfishOptions["role"]; as?: Role; empty?: boolean } = {},
): Promise<RedfishApp> {
  const { as, empty, ...rest } = options;
  const memory = await memoryDomain({ simulated: true });
  const model = empty === true ? (undefined as never) : await describeSampleShelf(memory.domain);
  const listener = web(memory.clock);
  listener.server.register(
    redfish({
      domain: memory.domain,
      agent: { name: "hpi-agent", version: "0.0.0-test", uuid: agentUuid },
      accounts: listener.accounts,
      sessions: listener.sessions,
      authenticator: listener.authenticator,
      ...rest,
    }),
  );
  const login = loginAs(as ?? "Administrator");
  return {
    ...memory,
    ...listener,
    model,
    get: (url, more = {}) => ask(listener.server, { ...more, url, headers: { ...login, ...more.headers } }),
  };
}

/** Every URI that the body links to. */
export function linksIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(linksIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    (name === "@odata.id" || name === "Members@odata.nextLink" || name === "ServerSentEventUri") &&
    typeof inner === "string"
      ? [inner]
      : linksIn(inner),
  );
}

/** Everything reachable by links from the service root, by URI. */
export async function crawl(app: RedfishApp): Promise<ReadonlyMap<string, Json>> {
  const found = new Map<string, Json>();
  const waiting = ["/redfish/v1/"];
  for (let uri = waiting.shift(); uri !== undefined; uri = waiting.shift()) {
    if (found.has(uri) || uri.endsWith("/SSE")) continue;
    const { status, body } = await app.get(uri);
    if (status !== 200) throw new Error(`${uri} answers ${status}`);
    found.set(uri, body);
    waiting.push(...linksIn(body));
  }
  return found;
}
