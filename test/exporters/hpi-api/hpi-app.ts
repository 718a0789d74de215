import fastify, { type FastifyInstance } from "fastify";
import type { Role } from "../../../src/access/principal.ts";
import { type HpiApiOptions, hpiApi } from "../../../src/exporters/hpi-api/index.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { describeSampleShelf, type SampleModel } from "../../support/sample-model.ts";

export interface HpiApp extends MemoryDomain {
  readonly app: FastifyInstance;
  readonly model: SampleModel;
  get<T = Body>(path: string): Promise<{ status: number; body: T }>;
  post<T = Body>(path: string, body: unknown): Promise<{ status: number; body: T; headers: Body }>;
}

export type Body = Readonly<Record<string, unknown>>;

/** The HPI API over the sample shelf; requests come from a principal of the given role. */
export async function hpiApp(options: Partial<HpiApiOptions> & { role?: Role } = {}): Promise<HpiApp> {
  const memory = await memoryDomain({ simulated: options.simulator !== undefined });
  const model = await describeSampleShelf(memory.domain);
  const app = fastify();
  app.decorateRequest("principal", null as never);
  app.addHook("onRequest", async (request) => {
    request.principal = { id: "tester", door: "hpi-api", source: "127.0.0.1", role: options.role ?? "Administrator" };
  });
  await app.register(hpiApi, {
    prefix: "/hpi/v1",
    domain: memory.domain,
    agent: { name: "hpi-agent", version: "0.0.0-test", uuid: "00000000-0000-4000-8000-0000000000aa" },
    sel: () => [],
    ...options,
  });
  return {
    ...memory,
    app,
    model,
    async get(path) {
      const response = await app.inject({ url: `/hpi/v1${path}` });
      return { status: response.statusCode, body: response.json() };
    },
    async post(path, body) {
      const response = await app.inject({ method: "POST", url: `/hpi/v1${path}`, payload: body as object });
      return { status: response.statusCode, body: response.json(), headers: response.headers };
    },
  };
}
