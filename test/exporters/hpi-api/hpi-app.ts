import type { FastifyInstance } from "fastify";
import type { Role } from "../../../src/access/principal.ts";
import { type HpiApiOptions, hpiApi } from "../../../src/exporters/hpi-api/index.ts";
import type { HttpServer } from "../../../src/http/server.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { describeSampleShelf, type SampleModel } from "../../support/sample-model.ts";
import { ask, loginAs, web } from "../../support/web.ts";

export type Body = Readonly<Record<string, unknown>>;

interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Body;
}

export interface HpiApp extends MemoryDomain {
  readonly server: HttpServer;
  readonly app: FastifyInstance;
  readonly model: SampleModel;
  get<T = Body>(path: string): Promise<Answer<T>>;
  post<T = Body>(path: string, body: unknown): Promise<Answer<T>>;
}

/** The HPI API over the sample shelf; requests come from an account of the given role. */
export async function hpiApp({ role, ...options }: Partial<HpiApiOptions> & { role?: Role } = {}): Promise<HpiApp> {
  const memory = await memoryDomain({ simulated: options.simulator !== undefined });
  const model = await describeSampleShelf(memory.domain);
  const { server, accounts, authenticator } = web(memory.clock);
  server.register(
    hpiApi({
      domain: memory.domain,
      agent: { name: "hpi-agent", version: "0.0.0-test", uuid: "00000000-0000-4000-8000-0000000000aa" },
      accounts,
      authenticator,
      newPassword: () => "a password made here",
      sel: () => [],
      ...options,
    }),
  );
  const headers = loginAs(role ?? "Administrator");
  return {
    ...memory,
    server,
    app: server.app,
    model,
    get: (path) => ask(server, { url: `/hpi/v1${path}`, headers }),
    post: (path, body) =>
      ask(server, {
        method: "POST",
        url: `/hpi/v1${path}`,
        headers: { ...headers, "content-type": "application/json" },
        payload: JSON.stringify(body),
      }),
  };
}
