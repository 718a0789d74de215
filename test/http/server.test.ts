import { expect, test } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { DeviceSilentError, NotThereError, UsageError } from "../../src/base/errors.ts";
import { HttpError } from "../../src/http/problem.ts";
import type { HttpExporter } from "../../src/http/server.ts";
import { basic, httpFixture, things } from "./http-fixture.ts";

test("without credentials only open routes answer; the rest is 401, whether it exists or not", async () => {
  const { server } = await httpFixture();
  expect((await server.app.inject("/things")).json()).toEqual({ open: true });
  expect((await server.app.inject("/things/")).json()).toEqual({ open: true });
  for (const url of ["/things/who", "/things/nowhere", "/", "/elsewhere", "/things/../who"]) {
    const reply = await server.app.inject(url);
    expect(reply.statusCode, url).toBe(401);
    expect(reply.headers["www-authenticate"]).toMatch(/^Basic realm=/);
  }
});

test.each([
  ["a wrong password", basic("oper", "wrong horse battery")],
  ["an unknown user", basic("nobody")],
  ["no password", basic("oper", "")],
  ["rubbish for Basic", { authorization: "Basic !!!" }],
  ["no colon", { authorization: `Basic ${Buffer.from("oper").toString("base64")}` }],
  ["another scheme", { authorization: "Bearer abc" }],
  ["a wrong token", { "x-auth-token": "abc" }],
  ["an endless token", { "x-auth-token": "a".repeat(5000) }],
  ["a wrong token beside a right password", { "x-auth-token": "abc", ...basic("oper") }],
])("%s is 401 with the same body as no credentials at all", async (_name, headers) => {
  const { server } = await httpFixture();
  const refused = await server.app.inject({ url: "/things/who", headers });
  const plain = await server.app.inject("/things/who");
  expect(refused.statusCode).toBe(401);
  expect(refused.body).toBe(plain.body);
});

test("Basic and session tokens give the principal with its door and source", async () => {
  const { server, sessions } = await httpFixture();
  const expected = { id: "oper", door: "things", source: "127.0.0.1", role: "Operator" };
  const withPassword = await server.app.inject({ url: "/things/who", headers: basic("oper") });
  expect(withPassword.json()).toEqual(expected);
  const { token, session } = sessions.create("oper", "things", "127.0.0.1");
  const headers = { "x-auth-token": token };
  expect((await server.app.inject({ url: "/things/who", headers })).json()).toEqual(expected);
  sessions.end(session.id);
  expect((await server.app.inject({ url: "/things/who", headers })).statusCode).toBe(401);
});

test.each([
  ["reader", 403, 403],
  ["oper", 200, 403],
  ["admin", 200, 200],
] as const)("%s may do what the role allows", async (name, echo, deleting) => {
  const { server } = await httpFixture();
  const headers = basic(name);
  const post = await server.app.inject({ method: "POST", url: "/things/echo", headers, payload: { a: 1 } });
  expect(post.statusCode).toBe(echo);
  expect((await server.app.inject({ method: "DELETE", url: "/things/all", headers })).statusCode).toBe(deleting);
});

test("a known URL answers other methods with 405 and Allow, an unknown one with 404", async () => {
  const { server } = await httpFixture();
  const headers = basic("reader");
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const) {
    const reply = await server.app.inject({ method, url: "/things/who", headers, payload: "{}" });
    expect(reply.statusCode, method).toBe(405);
    expect(reply.headers.allow).toBe("GET, HEAD");
    expect(reply.json()).toMatchObject({ wrong: { code: "E_HTTP_METHOD_NOT_ALLOWED" } });
    expect((await server.app.inject({ method, url: "/things/nowhere", headers })).statusCode).toBe(404);
  }
  const get = await server.app.inject({ url: "/things/echo", headers });
  expect([get.statusCode, get.headers.allow]).toEqual([405, "POST"]);
  // Who it is comes first, except where everybody may come in.
  expect((await server.app.inject({ method: "POST", url: "/things/who", payload: {} })).statusCode).toBe(401);
  expect((await server.app.inject({ method: "POST", url: "/things", payload: {} })).statusCode).toBe(405);
});

test("a method that the router does not know is 501", async () => {
  const { server } = await httpFixture();
  const reply = await server.app.inject({ method: "PROPFIND" as "GET", url: "/things/who", headers: basic("reader") });
  expect(reply.statusCode).toBe(501);
});

test("GET and HEAD tell the methods allowed, and every reply carries the security headers", async () => {
  const { server } = await httpFixture();
  const headers = basic("reader");
  for (const [url, status] of [
    ["/things/who", 200],
    ["/things/nowhere", 404],
    ["/things/broken", 500],
    ["/things/%zz", 400],
    [`/things/${"x".repeat(300)}`, 404],
  ] as const) {
    const reply = await server.app.inject({ url, headers });
    expect(reply.statusCode).toBe(status);
    expect(reply.headers).toMatchObject({
      "strict-transport-security": expect.stringContaining("max-age="),
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  }
  const head = await server.app.inject({ method: "HEAD", url: "/things/who", headers });
  expect([head.statusCode, head.headers.allow, head.body]).toEqual([200, "GET, HEAD", ""]);
});

test("problems are written in the words of the exporter they fall under, elsewhere as problem details", async () => {
  const { server } = await httpFixture();
  const headers = { ...basic("admin"), "content-type": "application/json" };
  const post = (url: string, payload: string, type = "application/json") =>
    server.app.inject({ method: "POST", url, headers: { ...headers, "content-type": type }, payload });
  expect((await post("/things/echo", "{")).json()).toMatchObject({ wrong: { status: 400, code: "E_HTTP_JSON" } });
  expect((await post("/things/echo", `"${"x".repeat(70_000)}"`)).json()).toMatchObject({
    wrong: { status: 413, code: "E_HTTP_BODY_TOO_LARGE" },
  });
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml"]) {
    expect((await post("/things/echo", "a=b", type)).json()).toMatchObject({ wrong: { status: 415 } });
  }
  expect((await server.app.inject({ url: "/things/%zz", headers })).json()).toMatchObject({ wrong: { status: 400 } });
  const elsewhere = await server.app.inject({ url: "/thingsandmore", headers });
  expect(elsewhere.statusCode).toBe(404);
  expect(elsewhere.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(elsewhere.json()).toMatchObject({ status: 404, code: "E_HTTP_NOT_FOUND" });
});

test("an unforeseen error tells nothing about itself", async () => {
  const { server } = await httpFixture();
  const reply = await server.app.inject({ url: "/things/broken", headers: basic("reader") });
  expect(reply.json()).toEqual({ wrong: { status: 500, code: "E_INTERNAL", message: "an internal error occurred" } });
});

test.each([
  [new UsageError("E_A", "a"), 400],
  [new UsageError("E_FORBIDDEN", "a"), 403],
  [new UsageError("E_BUSY", "a"), 503],
  [new NotThereError("E_A", "a"), 404],
  [new DeviceSilentError("E_A", "a"), 504],
  [new HttpError(412, "E_A", "a", {}, { etag: '"1"' }), 412],
])("%s of a handler becomes %i", async (error, status) => {
  const exporter: HttpExporter = {
    name: "throwing",
    prefix: "/throwing",
    plugin: async (app) => {
      app.get("/", { config: { auth: "none" } }, async () => {
        throw error;
      });
    },
  };
  const { server } = await httpFixture([exporter]);
  const reply = await server.app.inject("/throwing");
  expect([reply.statusCode, reply.json().code]).toEqual([status, error.code]);
  if (status === 412) expect(reply.headers.etag).toBe('"1"');
});

test("a route that does not say who may use it is refused at start", async () => {
  const careless: HttpExporter = {
    name: "careless",
    prefix: "/careless",
    plugin: async (app) => void app.get("/", async () => "open to the world"),
  };
  const { server } = await httpFixture([careless]);
  await expect(server.app.ready()).rejects.toMatchObject({ code: "E_ROUTE_AUTH" });
});

test("an open route that asks who it is fails instead of guessing", async () => {
  const { server } = await httpFixture();
  expect((await server.app.inject("/things/confused")).statusCode).toBe(500);
  // Nor does it look at credentials it has no use for.
  expect((await server.app.inject({ url: "/things", headers: { "x-auth-token": "wrong" } })).statusCode).toBe(200);
});

test("an account that has to change its password can do that and nothing else", async () => {
  const { server, accounts } = await httpFixture();
  await accounts.update("oper", { passwordChangeRequired: true });
  const headers = basic("oper");
  const who = await server.app.inject({ url: "/things/who", headers });
  expect([who.statusCode, who.json().wrong.code]).toEqual([403, "E_PASSWORD_CHANGE_REQUIRED"]);
  expect((await server.app.inject({ method: "PATCH", url: "/things/password", headers })).statusCode).toBe(200);
});

test("another site cannot make a browser's remembered login act", async () => {
  const { server } = await httpFixture();
  const post = (site: string) =>
    server.app.inject({
      method: "POST",
      url: "/things/echo",
      headers: { ...basic("oper"), "sec-fetch-site": site },
      payload: {},
    });
  expect((await post("cross-site")).statusCode).toBe(403);
  expect((await post("same-site")).statusCode).toBe(403);
  expect((await post("same-origin")).statusCode).toBe(200);
  const followed = { url: "/things/who", headers: { ...basic("oper"), "sec-fetch-site": "cross-site" } };
  expect((await server.app.inject(followed)).statusCode).toBe(200);
});

test("a guessing source gets 429 and when to come back", async () => {
  const { server } = await httpFixture();
  const guess = (n: number) => server.app.inject({ url: "/things/who", headers: basic(`user${n}`) });
  for (let n = 0; n < 10; n++) expect((await guess(n)).statusCode).toBe(401);
  const slowed = await guess(10);
  expect([slowed.statusCode, slowed.headers["retry-after"]]).toEqual([429, "1"]);
});

test("what changes something is audited with who did it and what came of it", async () => {
  const { server, audited } = await httpFixture();
  await server.app.inject({ method: "POST", url: "/things/echo", headers: basic("oper"), payload: { password: "x" } });
  await server.app.inject({ method: "POST", url: "/things/echo", payload: {} });
  await server.app.inject({ url: "/things/who", headers: basic("oper") });
  expect(audited.filter(({ what }) => what === "request")).toEqual([
    {
      what: "request",
      method: "POST",
      url: "/things/echo",
      status: 200,
      principal: expect.objectContaining({ id: "oper" }),
    },
    { what: "request", method: "POST", url: "/things/echo", status: 401, principal: null },
  ]);
});

test("nobody can push others out of the audit log by being refused", async () => {
  const clock = new ManualClock();
  const { server, audited } = await httpFixture([things], {}, clock);
  const refused = () => server.app.inject({ method: "POST", url: "/things/echo", payload: {} });
  const recorded = () => audited.filter(({ what }) => what === "request");
  for (let n = 0; n < 100; n++) expect((await refused()).statusCode).toBe(401);
  expect(recorded()).toHaveLength(60);
  await server.app.inject({ method: "POST", url: "/things/echo", headers: basic("oper"), payload: {} });
  expect(recorded().at(-1)).toMatchObject({ status: 200 });
  await clock.advance(60_000);
  await refused();
  expect(recorded().at(-1)).toMatchObject({ status: 401, principal: null, leftOut: 40 });
  expect(recorded()).toHaveLength(62);
});

test("an exporter with its own error handlers keeps them for its own errors", async () => {
  const own: HttpExporter = {
    name: "own",
    prefix: "/own",
    plugin: async (app) => {
      app.setErrorHandler((_error, _request, reply) => reply.code(400).send({ own: "error" }));
      app.setNotFoundHandler((_request, reply) => reply.code(404).send({ own: "nothing" }));
      app.get("/fails", { config: { auth: "ReadOnly" } }, async () => {
        throw new UsageError("E_A", "a");
      });
    },
  };
  const { server } = await httpFixture([things, own]);
  const headers = basic("reader");
  expect((await server.app.inject({ url: "/own/fails", headers })).json()).toEqual({ own: "error" });
  expect((await server.app.inject({ url: "/own/nowhere", headers })).json()).toEqual({ own: "nothing" });
  expect((await server.app.inject({ url: "/own/nowhere" })).statusCode).toBe(401);
  const other = await server.app.inject({ method: "PUT", url: "/own/fails", headers });
  expect([other.statusCode, other.json().code]).toEqual([405, "E_HTTP_METHOD_NOT_ALLOWED"]);
});
