import { randomBytes } from "node:crypto";
import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { connect, type TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";
import { type Clock, systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { type Certificate, createCertificate } from "../../src/http/certificate.ts";
import type { HttpLimits } from "../../src/http/limits.ts";
import { createHttpServer, type HttpExporter, type HttpServer } from "../../src/http/server.ts";
import { type Access, accessIn, rightPassword } from "../access/access-fixture.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

export interface Fixture extends Access {
  readonly server: HttpServer;
  readonly directory: string;
}

/** Routes of every kind below /things; problems are written as `{"wrong":…}` there. */
export const things: HttpExporter = {
  name: "things",
  prefix: "/things",
  formatProblem: ({ status, code, message }) => ({
    contentType: "application/json",
    body: JSON.stringify({ wrong: { status, code, message } }),
  }),
  async plugin(app) {
    app.get("/", { config: { auth: "none" } }, async () => ({ open: true }));
    app.get("/who", { config: { auth: "ReadOnly" } }, async ({ principal }) => principal);
    app.post("/echo", { config: { auth: "Operator" } }, async ({ body }) => ({ body }));
    app.delete("/all", { config: { auth: "Administrator" } }, async () => ({ gone: true }));
    app.get("/broken", { config: { auth: "ReadOnly" } }, async () => {
      throw new SyntaxError("hunter2 at line 3");
    });
    app.patch("/password", { config: { auth: "ReadOnly", whilePasswordChangeRequired: true } }, async () => ({
      ok: true,
    }));
    app.get("/confused", { config: { auth: "none" } }, async ({ principal }) => principal);
    app.get("/stream", { config: { auth: "ReadOnly" } }, (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { "content-type": "text/event-stream" });
      reply.raw.write(": connected\n\n");
    });
  },
};

export async function httpFixture(
  exporters: readonly HttpExporter[] = [things],
  limits: Partial<HttpLimits> = {},
  clock: Clock = systemClock,
) {
  const directory = await temporaryDirectory();
  const access = await accessIn(directory);
  const { authenticator, accounts, sessions, audited } = access;
  const audit = { record: (entry: Readonly<Record<string, unknown>>) => void audited.push(entry) };
  const server = createHttpServer({
    authenticator,
    accounts,
    sessions,
    audit,
    clock,
    logger: silentLogger,
    limits,
  });
  for (const exporter of exporters) server.register(exporter);
  onTestFinished(() => server.close());
  const fixture: Fixture = { ...access, server, directory };
  return fixture;
}

export const basic = (name: string, password = rightPassword) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});

export async function certificateFor(
  names: readonly string[] = ["localhost", "127.0.0.1", "::1"],
): Promise<Certificate> {
  const now = systemClock.wall();
  return createCertificate({ names, notBefore: now - 1000, notAfter: now + 3_600_000_000, serial: randomBytes(16) });
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Ask {
  readonly port?: number;
  readonly socketPath?: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request over a connection of its own. */
export function ask({ port, socketPath, path, method = "GET", headers = {}, body }: Ask): Promise<Reply> {
  const send = socketPath === undefined ? tlsRequest : plainRequest;
  const where = socketPath === undefined ? { host: "127.0.0.1", port, rejectUnauthorized: false } : { socketPath };
  return new Promise((resolve, reject) => {
    const request = send({ ...where, path, method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Sends raw bytes over TLS and resolves with all that comes back until the other side closes. */
export function rawExchange(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false }, () => {
      socket.write(bytes);
    });
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("close", () => resolve(text));
    socket.on("error", reject);
  });
}
