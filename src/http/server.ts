import type { Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from "fastify";
import type { Accounts } from "../access/accounts.ts";
import type { Authenticator } from "../access/authenticator.ts";
import type { Sessions } from "../access/sessions.ts";
import type { Clock } from "../base/clock.ts";
import { InternalError, messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { http } from "../base/node-http.ts";
import { AnonymousAudit } from "./anonymous-audit.ts";
import { addSecurityHeaders, admit } from "./authenticate.ts";
import type { Certificate } from "./certificate.ts";
import { answerClientError } from "./client-error.ts";
import { applyLimits, defaultLimits, type HttpLimits, serverOptions } from "./limits.ts";
import { listen, listenOnSocket } from "./local-socket.ts";
import { MethodRoutes } from "./method-routes.ts";
import { OpenRequests } from "./open-requests.ts";
import { HttpError, type Problem, type ProblemFormatter, problemJson, problemOf } from "./problem.ts";
import { decorateRequests, principalIfAny } from "./request.ts";

/** A view of the model on the web: routes below one prefix and one way to write problems. */
export interface HttpExporter {
  /** Becomes the `door` of its principals. */
  readonly name: string;
  /** Such as `/redfish`; no other exporter's may begin with it and a slash. */
  readonly prefix: string;
  /** An encapsulated plugin; its URLs are relative to the prefix. Every route declares `config.auth`. */
  readonly plugin: FastifyPluginAsync;
  /** Default: problem details as JSON. Also used for what the framework refuses below the prefix. */
  readonly formatProblem?: ProblemFormatter;
}

export interface HttpServerOptions {
  readonly authenticator: Authenticator;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly audit: { record(entry: Readonly<Record<string, unknown>>): void };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpServer {
  /** For `inject()` and for what the exporters do not need. */
  readonly app: FastifyInstance;
  /** Before the first `listen…` or `inject()`. */
  register(exporter: HttpExporter): void;
  /** Resolves with where it listens; port 0 takes a free one. Throws UsageError `E_LISTEN`. */
  listenTls(where: {
    readonly host: string;
    readonly port: number;
    readonly certificate: Certificate;
  }): Promise<{ readonly host: string; readonly port: number; readonly url: string }>;
  /** Serves the local administrator without login. Throws UsageError `E_SOCKET_IN_USE`, `E_SOCKET_PATH`. */
  listenSocket(path: string): Promise<void>;
  /** New connections get the new certificate, open ones stay. */
  replaceCertificate(certificate: Certificate): void;
  /** Lets the exporters end their streams and running requests finish, for a short while. */
  close(): Promise<void>;
}

function noSchemas(): never {
  throw new InternalError("E_INTERNAL", "routes declare no schemas: they check bodies themselves");
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  return new FastifyServer(options);
}

class FastifyServer implements HttpServer {
  readonly app: FastifyInstance;
  readonly #options: HttpServerOptions;
  readonly #limits: HttpLimits;
  readonly #methods = new MethodRoutes();
  readonly #open: OpenRequests;
  readonly #anonymous: AnonymousAudit;
  readonly #exporters: HttpExporter[] = [];
  readonly #local = new WeakSet<Socket>();
  readonly #tlsServers: TlsServer[] = [];
  readonly #servers: Server[] = [];
  #handler: Parameters<typeof http.createServer>[1];
  #closing: Promise<void> | undefined;

  constructor(options: HttpServerOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#open = new OpenRequests(options.sessions, options.accounts);
    this.#anonymous = new AnonymousAudit(options.clock);
    this.app = this.#createApp();
  }

  register(exporter: HttpExporter): void {
    this.#exporters.push(exporter);
    this.app.register(async (scope) => {
      this.#methods.watch(scope);
      await scope.register(exporter.plugin, { prefix: exporter.prefix });
      this.#methods.refuseOthers(scope);
    });
  }

  async listenTls(where: { host: string; port: number; certificate: Certificate }) {
    await this.app.ready();
    const { key, certificate: cert } = where.certificate;
    const server = createTlsServer(
      {
        key,
        cert,
        minVersion: "TLSv1.2",
        ALPNProtocols: ["http/1.1"],
        handshakeTimeout: this.#limits.headersTimeoutMs,
        ...serverOptions(this.#limits),
      },
      this.#handler,
    );
    server.on("tlsClientError", (error) => {
      this.#options.logger.debug({ error: messageOf(error) }, "a TLS handshake failed");
    });
    this.#prepare(server);
    await listen(server, { host: where.host, port: where.port });
    this.#servers.push(server);
    this.#tlsServers.push(server);
    const { address, port, family } = server.address() as AddressInfo;
    return { host: address, port, url: `https://${family === "IPv6" ? `[${address}]` : address}:${port}` };
  }

  async listenSocket(path: string): Promise<void> {
    await this.app.ready();
    const server = http.createServer(serverOptions(this.#limits), this.#handler);
    server.on("connection", (socket) => this.#local.add(socket));
    this.#prepare(server);
    await listenOnSocket(server, path);
    this.#servers.push(server);
  }

  replaceCertificate({ key, certificate }: Certificate): void {
    for (const server of this.#tlsServers) server.setSecureContext({ key, cert: certificate, minVersion: "TLSv1.2" });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    const cancel = this.#options.clock.after(this.#limits.closeGraceMs, () => {
      for (const server of this.#servers) server.closeAllConnections();
    });
    await this.app.close();
    for (const server of this.#servers) server.closeIdleConnections();
    await Promise.all(closed);
    cancel();
  }

  #createApp(): FastifyInstance {
    const app = fastify({
      logger: false,
      // Routes check bodies themselves; loading compilers for schemas takes as long as everything else here.
      schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
      bodyLimit: this.#limits.bodyBytes,
      routerOptions: { ignoreTrailingSlash: true, maxParamLength: 256 },
      // This one never listens; each listener gets the handler.
      serverFactory: (handler) => {
        this.#handler = handler;
        return http.createServer(handler);
      },
      // No hook runs for what the framework refuses before it looks for a route.
      frameworkErrors: (error, request, reply) => {
        addSecurityHeaders(reply, this.#local.has(request.raw.socket));
        this.#answer(error, request as FastifyRequest, reply);
      },
    });
    // Only JSON: a form or plain text can be sent by any web page.
    app.removeContentTypeParser("text/plain");
    decorateRequests(app);
    const admission: Parameters<typeof admit>[0] = {
      authenticator: this.#options.authenticator,
      isLocal: (request) => this.#local.has(request.raw.socket),
      doorOf: (url) => this.#exporterOf(url)?.name ?? "http",
      allowed: (pattern) => this.#methods.allowed(pattern),
      knownMethods: new Set(app.supportedMethods),
      admitted: (request, reply) => this.#open.add(reply.raw, request.principal, request.session),
    };
    app.addHook("onRequest", async (request, reply) => {
      try {
        await admit(admission, request, reply);
      } catch (error) {
        // Answered here, in the exporter's words but not by its error handler, which need not know HTTP's own troubles.
        if (!(error instanceof HttpError)) throw error;
        return this.#send(problemOf(error), request, reply);
      }
    });
    app.addHook("onResponse", async (request, reply) => {
      if (request.method === "GET" || request.method === "HEAD") return;
      this.#audit(request, reply.statusCode);
    });
    app.setErrorHandler((error, request, reply) => this.#answer(error, request, reply));
    app.setNotFoundHandler((request, reply) => {
      return this.#send(problemOf(new HttpError(404, "E_HTTP_NOT_FOUND", "there is nothing here")), request, reply);
    });
    return app;
  }

  #audit(request: FastifyRequest, status: number): void {
    const { method, url } = request;
    const principal = principalIfAny(request);
    const entry = { what: "request", method, url, principal, status };
    if (principal !== null || status < 400) {
      this.#options.audit.record(entry);
      return;
    }
    const leftOut = this.#anonymous.next();
    if (leftOut !== null) this.#options.audit.record(leftOut === 0 ? entry : { ...entry, leftOut });
  }

  #answer(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const problem = problemOf(error);
    const facts = { method: request.method, url: request.url, error };
    if (problem.status === 500) this.#options.logger.error(facts, "a request failed on an internal error");
    if (problem.status === 507) this.#options.logger.error(facts, "a request failed: its change cannot be kept");
    return this.#send(problem, request, reply);
  }

  #send(problem: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { contentType, body } = this.#formatterOf(request.url)(problem, request);
    return reply.code(problem.status).headers(problem.headers).type(contentType).send(body);
  }

  #exporterOf(url: string): HttpExporter | undefined {
    const path = url.split(/[?#]/, 1)[0] ?? "";
    return this.#exporters.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`));
  }

  #formatterOf(url: string): ProblemFormatter {
    return this.#exporterOf(url)?.formatProblem ?? problemJson;
  }

  #prepare(server: Server | TlsServer): void {
    if (this.#closing !== undefined) throw new InternalError("E_CLOSED", "the listener is closing");
    applyLimits(server, this.#limits);
    server.on("clientError", (error, socket) => answerClientError(error, socket, (url) => this.#formatterOf(url)));
  }
}
