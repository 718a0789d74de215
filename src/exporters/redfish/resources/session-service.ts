import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Session } from "../../../access/sessions.ts";
import { principalIfAny } from "../../../http/request.ts";
import { jsonTime } from "../../json-time.ts";
import { RedfishError } from "../problem.ts";
import { type Body, collectionBody, known, mayUse, type RedfishResource, resourceBody } from "../resource.ts";
import type { RedfishService } from "../service.ts";
import { link, ROOT, uris } from "../uris.ts";

export const sessionService: RedfishResource = {
  path: "/SessionService",
  read: ({ service: { options } }) =>
    resourceBody("SessionService", uris.sessionService, "SessionService", "Session service", {
      ServiceEnabled: true,
      SessionTimeout: Math.round(options.sessions.idleTimeoutMs / 1000),
      Status: { State: "Enabled", Health: "OK" },
      Sessions: link(uris.sessions),
    }),
};

export const sessionCollection: RedfishResource = {
  path: "/SessionService/Sessions",
  read: ({ service, principal }) =>
    collectionBody(
      "SessionCollection",
      uris.sessions,
      "Sessions",
      service.options.sessions.list().flatMap((s) => (mayUse(principal, s.user) ? [uris.session(s.id)] : [])),
    ),
  register(app, service) {
    const login = (request: FastifyRequest, reply: FastifyReply) => logIn(service, request, reply);
    // DSP0266: a POST to the Members property is a POST to the collection.
    for (const path of ["", "/Members"]) {
      app.post(`/v1${uris.sessions.slice(ROOT.length)}${path}`, { config: { auth: "none" } }, login);
    }
  },
};

export const session: RedfishResource = {
  path: "/SessionService/Sessions/:session",
  read({ service, params, principal }) {
    const found = service.options.sessions.get(params["session"] ?? "");
    return found === undefined || !mayUse(principal, found.user) ? null : sessionBody(found);
  },
  register(app, { options }) {
    app.delete<{ Params: { session: string } }>(
      "/v1/SessionService/Sessions/:session",
      { config: { auth: "ReadOnly", whilePasswordChangeRequired: true } },
      async (request, reply) => {
        const found = options.sessions.get(request.params.session);
        // Others' sessions are not told of.
        if (found === undefined || !mayUse(request.principal, found.user)) {
          throw new RedfishError(404, "ResourceMissingAtURI", [uris.session(request.params.session.slice(0, 64))]);
        }
        options.sessions.end(found.id);
        return reply.code(204).send();
      },
    );
  },
};

const credentials = z.object({ UserName: z.string().max(128), Password: z.string().max(256) });

async function logIn({ options }: RedfishService, request: FastifyRequest, reply: FastifyReply): Promise<Body> {
  const parsed = credentials.safeParse(request.body);
  if (!parsed.success) throw missing(request.body, parsed.error);
  const { UserName, Password } = parsed.data;
  const source = principalIfAny(request)?.source ?? request.ip;
  const answer = await options.authenticator.password(UserName, Password, "redfish", source);
  if (answer.kind === "refused") throw new RedfishError(401, "NoValidSession");
  if (answer.kind === "later") {
    const seconds = String(Math.ceil(answer.retryAfterMs / 1000));
    const status = answer.why === "throttled" ? 429 : 503;
    throw new RedfishError(status, "ServiceTemporarilyUnavailable", [seconds], [], { "retry-after": seconds });
  }
  const created = options.sessions.create(answer.principal.id, "redfish", source);
  const body = sessionBody(created.session);
  reply.code(201);
  reply.header("location", uris.session(created.session.id));
  reply.header("x-auth-token", created.token);
  return body;
}

function missing(body: unknown, error: z.ZodError): RedfishError {
  const property = String(error.issues[0]?.path[0] ?? "UserName");
  const given = typeof body === "object" && body !== null && Object.hasOwn(body, property);
  return given
    ? new RedfishError(400, "PropertyValueTypeError", ["", property], [`#/${property}`])
    : new RedfishError(400, "PropertyMissing", [property], [`#/${property}`]);
}

function sessionBody({ id, user, source, created }: Session): Body {
  return resourceBody("Session", uris.session(id), id, `Session of ${user}`, {
    UserName: user,
    SessionType: "Redfish",
    ClientOriginIPAddress: source,
    ...known({ CreatedTime: jsonTime(created) ?? undefined }),
  });
}
