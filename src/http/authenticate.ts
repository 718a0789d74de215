import type { FastifyReply, FastifyRequest } from "fastify";
import type { Authentication, Authenticator } from "../access/authenticator.ts";
import { type Principal, permits } from "../access/principal.ts";
import type { Session } from "../access/sessions.ts";
import { HttpError } from "./problem.ts";
import "./request.ts";

export interface AuthenticateOptions {
  readonly authenticator: Authenticator;
  /** Whether the request came over the local socket. */
  readonly isLocal: (request: FastifyRequest) => boolean;
  /** Name of the exporter that a URL belongs to. */
  readonly doorOf: (url: string) => string;
  /** Methods that a URL pattern answers. */
  readonly allowed: (pattern: string) => string | undefined;
  readonly knownMethods: ReadonlySet<string>;
  /** Called for every request that proved over the network who it is. */
  readonly admitted: (request: FastifyRequest, reply: FastifyReply) => void;
}

const localPrincipal: Principal = { id: "local", door: "socket", source: "local", role: "Administrator" };
const maximumCredentials = 1024;

/** Who it is comes before whether there is such a route, and that before whether they may use it. */
export async function admit(options: AuthenticateOptions, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { config, url: pattern } = request.routeOptions;
  const local = options.isLocal(request);
  addSecurityHeaders(reply, local);
  let passwordChangeRequired = false;
  if (local) {
    request.principal = localPrincipal;
  } else if (config.auth !== "none" || config.loginFor?.(request) === true) {
    const answer = await authenticate(options, request);
    if (answer.kind !== "accepted") throw refusal(answer);
    request.principal = answer.principal;
    request.session = answer.session ?? null;
    passwordChangeRequired = answer.passwordChangeRequired;
    options.admitted(request, reply);
  }
  if (!options.knownMethods.has(request.method)) {
    throw new HttpError(501, "E_HTTP_METHOD", `the method ${request.method} is not implemented`);
  }
  if (config.methodNotAllowed !== undefined) {
    const allow = config.methodNotAllowed;
    throw new HttpError(405, "E_HTTP_METHOD_NOT_ALLOWED", `${request.method} is not allowed here`, {}, { allow });
  }
  if (request.is404) return;
  checkSameSite(request);
  checkPermission(request, passwordChangeRequired);
  if (request.method === "GET" || request.method === "HEAD") {
    const allow = pattern === undefined ? undefined : options.allowed(pattern);
    if (allow !== undefined) reply.header("allow", allow);
  }
}

type Answer = Authentication & { readonly session?: Session };

async function authenticate(options: AuthenticateOptions, request: FastifyRequest): Promise<Answer> {
  const door = options.doorOf(request.url);
  const source = request.ip;
  const token = request.headers["x-auth-token"];
  if (typeof token === "string" && token.length <= maximumCredentials) {
    return options.authenticator.token(token, door, source);
  }
  const credentials = basicCredentials(request.headers.authorization);
  if (credentials === undefined) return { kind: "refused" };
  return options.authenticator.password(credentials.name, credentials.password, door, source);
}

/** RFC 7617. */
function basicCredentials(header: string | undefined): { name: string; password: string } | undefined {
  if (header === undefined || header.length > maximumCredentials) return undefined;
  const [, encoded] = /^basic +([A-Za-z0-9+/=_-]+) *$/i.exec(header) ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 1 ? undefined : { name: text.slice(0, colon), password: text.slice(colon + 1) };
}

function refusal(answer: Exclude<Answer, { kind: "accepted" }>): HttpError {
  if (answer.kind === "refused") {
    const headers = { "www-authenticate": 'Basic realm="hpi-agent", charset="UTF-8"' };
    return new HttpError(401, "E_UNAUTHENTICATED", "valid credentials are needed", {}, headers);
  }
  return tryLater(answer);
}

/** Says when a password may be tried again. */
export function tryLater(answer: Extract<Authentication, { kind: "later" }>): HttpError {
  const headers = { "retry-after": String(Math.ceil(answer.retryAfterMs / 1000)) };
  return answer.why === "throttled"
    ? new HttpError(429, "E_LOGIN_THROTTLED", "too many failed logins from this address", {}, headers)
    : new HttpError(503, "E_LOGIN_BUSY", "too many logins at once", {}, headers);
}

/** A browser that remembers credentials must not be made to use them by another site. */
function checkSameSite(request: FastifyRequest): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const site = request.headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return;
  throw new HttpError(403, "E_CROSS_SITE", "requests from other sites are refused");
}

function checkPermission(request: FastifyRequest, passwordChangeRequired: boolean): void {
  const { config } = request.routeOptions;
  if (passwordChangeRequired && config.whilePasswordChangeRequired !== true) {
    throw new HttpError(403, "E_PASSWORD_CHANGE_REQUIRED", "the password has to be changed first");
  }
  if (config.auth === "none") return;
  if (config.auth === undefined || !permits(request.principal.role, config.auth)) {
    throw new HttpError(403, "E_FORBIDDEN", `this needs the role ${config.auth ?? "of nobody"}`);
  }
}

export function addSecurityHeaders(reply: FastifyReply, local: boolean): void {
  reply.header("cache-control", "no-store");
  reply.header("x-content-type-options", "nosniff");
  reply.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  if (!local) reply.header("strict-transport-security", "max-age=31536000");
}
