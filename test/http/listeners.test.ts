import { spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readdir, stat, writeFile } from "node:fs/promises";
import { connect as connectPlain } from "node:net";
import { join } from "node:path";
import { connect } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { ask, basic, certificateFor, type Fixture, httpFixture, rawExchange, things } from "./http-fixture.ts";

async function listening(limits: Parameters<typeof httpFixture>[1] = {}): Promise<Fixture & { port: number }> {
  const fixture = await httpFixture([things], { closeGraceMs: 100, ...limits });
  const certificate = await certificateFor();
  const { port, url } = await fixture.server.listenTls({ host: "127.0.0.1", port: 0, certificate });
  expect(url).toBe(`https://127.0.0.1:${port}`);
  return { ...fixture, port };
}

/** Resolves with the negotiated protocol and the certificate's fingerprint. */
function handshake(port: number, options: { maxVersion?: "TLSv1.1" | "TLSv1.2"; minVersion?: "TLSv1" } = {}) {
  return new Promise<{ protocol: string | null; fingerprint: string }>((resolve, reject) => {
    const ciphers = options.maxVersion === "TLSv1.1" ? { ciphers: "ALL:@SECLEVEL=0" } : {};
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options, ...ciphers }, () => {
      const { fingerprint256 } = socket.getPeerCertificate();
      resolve({ protocol: socket.getProtocol(), fingerprint: fingerprint256 });
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

test("HTTPS answers with login, and not without", async () => {
  const { port } = await listening();
  expect((await ask({ port, path: "/things/who" })).status).toBe(401);
  const reply = await ask({ port, path: "/things/who", headers: basic("oper") });
  expect(JSON.parse(reply.text)).toEqual({ id: "oper", door: "things", source: "127.0.0.1", role: "Operator" });
  expect(reply.headers["strict-transport-security"]).toBeDefined();
});

test("TLS 1.2 and 1.3 are spoken, 1.1 is not, nor is plain HTTP", async () => {
  const { port } = await listening();
  expect((await handshake(port)).protocol).toBe("TLSv1.3");
  expect((await handshake(port, { maxVersion: "TLSv1.2" })).protocol).toBe("TLSv1.2");
  await expect(handshake(port, { minVersion: "TLSv1", maxVersion: "TLSv1.1" })).rejects.toThrow(/version|protocol/i);
  const plain = await new Promise<string>((resolve) => {
    const socket = connectPlain(port, "127.0.0.1", () => socket.write("GET /things HTTP/1.1\r\nHost: x\r\n\r\n"));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("close", () => resolve(text));
    socket.on("error", () => {});
  });
  expect(plain).not.toContain("HTTP/1.1 200");
});

test("a replaced certificate is shown to new connections", async () => {
  const { port, server } = await listening();
  const before = await handshake(port);
  const next = await certificateFor();
  server.replaceCertificate(next);
  const after = await handshake(port);
  expect(after.fingerprint).not.toBe(before.fingerprint);
  expect(after.fingerprint).toBe(new X509Certificate(next.certificate).fingerprint256);
});

test("bytes that are no request are answered in the words of the exporter, then the connection ends", async () => {
  const { port } = await listening();
  const unknown = await rawExchange(port, "FAKEMETHODFORTEST /things/who HTTP/1.1\r\nHost: x\r\n\r\n");
  expect(unknown).toMatch(/^HTTP\/1\.1 501 Not Implemented\r\n/);
  expect(unknown).toContain('{"wrong":{"status":501,"code":"E_HTTP_METHOD"');
  const elsewhere = await rawExchange(port, "FAKEMETHODFORTEST / HTTP/1.1\r\nHost: x\r\n\r\n");
  expect(elsewhere).toContain("application/problem+json");
  const headers = await rawExchange(port, `GET /things HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(20_000)}\r\n\r\n`);
  expect(headers).toMatch(/^HTTP\/1\.1 431 /);
  const smuggled =
    "POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  expect(await rawExchange(port, smuggled)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await rawExchange(port, new Uint8Array(300).fill(255))).toMatch(/^HTTP\/1\.1 400 /);
});

test("a request that never ends is cut off", async () => {
  const { port } = await listening({ headersTimeoutMs: 200, requestTimeoutMs: 200 });
  expect(await rawExchange(port, "GET /things HTTP/1.1\r\nHost: x\r\nX-Slow: ")).toMatch(/^HTTP\/1\.1 408 |^$/);
});

test("connections beyond the limit are dropped, those within keep working", async () => {
  const { port } = await listening({ connections: 2 });
  const idle = [0, 1].map(() => connect({ host: "127.0.0.1", port, rejectUnauthorized: false }));
  onTestFinished(() => {
    for (const socket of idle) socket.destroy();
  });
  await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once("secureConnect", resolve))));
  await expect(handshake(port)).rejects.toThrow();
  idle[0]?.destroy();
  await expect
    .poll(() =>
      handshake(port).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
});

test("one address cannot hold all connections, so others still get in", async () => {
  const { port } = await listening({ connections: 8, connectionsPerSource: 2 });
  const from = (localAddress: string) => {
    const plain = connectPlain({ host: "127.0.0.1", port, localAddress });
    plain.on("error", () => {});
    const socket = connect({ socket: plain, rejectUnauthorized: false });
    onTestFinished(() => void socket.destroy());
    return new Promise<"in" | "out">((resolve) => {
      socket.once("secureConnect", () => resolve("in"));
      socket.once("error", () => resolve("out"));
      socket.once("close", () => resolve("out"));
    });
  };
  expect([await from("127.0.0.2"), await from("127.0.0.2"), await from("127.0.0.2")]).toEqual(["in", "in", "out"]);
  expect(await from("127.0.0.3")).toBe("in");
});

test("a port in use is a mistake that names it", async () => {
  const { port } = await listening();
  const other = await httpFixture();
  const refused = other.server.listenTls({ host: "127.0.0.1", port, certificate: await certificateFor() });
  await expect(refused).rejects.toMatchObject({ code: "E_LISTEN", message: expect.stringContaining(String(port)) });
});

test("the local socket needs no login, makes an administrator, and is for its owner only", async () => {
  const { server, directory } = await httpFixture();
  const socketPath = join(directory, "agent.sock");
  await server.listenSocket(socketPath);
  expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
  const who = await ask({ socketPath, path: "/things/who" });
  expect(JSON.parse(who.text)).toEqual({ id: "local", door: "socket", source: "local", role: "Administrator" });
  expect(who.headers["strict-transport-security"]).toBeUndefined();
  expect((await ask({ socketPath, path: "/things/all", method: "DELETE" })).status).toBe(200);
  expect((await ask({ socketPath, path: "/things/all" })).status).toBe(405);
  await server.close();
  expect(await readdir(directory)).not.toContain("agent.sock");
});

test("a live socket is not taken over, a dead one and a foreign file are told apart", async () => {
  const { server, directory } = await httpFixture();
  const path = join(directory, "agent.sock");
  await server.listenSocket(path);
  const second = await httpFixture();
  await expect(second.server.listenSocket(path)).rejects.toMatchObject({ code: "E_SOCKET_IN_USE" });
  expect((await ask({ socketPath: path, path: "/things" })).status).toBe(200);

  const dead = join(directory, "dead.sock");
  const script = `require("net").createServer().listen(${JSON.stringify(dead)}, () => process.kill(process.pid, "SIGKILL"))`;
  await new Promise((resolve) => spawn(process.execPath, ["-e", script]).once("exit", resolve));
  expect(await readdir(directory)).toContain("dead.sock");
  await second.server.listenSocket(dead);
  expect((await ask({ socketPath: dead, path: "/things" })).status).toBe(200);

  const file = join(directory, "file.sock");
  await writeFile(file, "precious");
  await expect(second.server.listenSocket(file)).rejects.toMatchObject({ code: "E_SOCKET_PATH" });
  await expect(second.server.listenSocket(join(directory, "x".repeat(120)))).rejects.toMatchObject({
    code: "E_SOCKET_PATH",
  });
});

/** Opens a stream and resolves once it is connected; `ended` resolves when the server lets go of it. */
async function stream(
  port: number,
  headers: Record<string, string>,
): Promise<{ ended: Promise<void>; goesOn: () => Promise<boolean> }> {
  const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
  onTestFinished(() => void socket.destroy());
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /things/stream HTTP/1.1\r\nHost: x\r\n${lines.join("")}\r\n`);
  let open = true;
  const ended = new Promise<void>((resolve) =>
    socket.once("close", () => {
      open = false;
      resolve();
    }),
  );
  // The end of it would have arrived before the answer to another request.
  const goesOn = async () => {
    await ask({ port, path: "/things/" });
    return open;
  };
  socket.on("error", () => {});
  await new Promise<void>((resolve) =>
    socket.on("data", (chunk) => {
      if (chunk.toString("latin1").includes(": connected")) resolve();
    }),
  );
  return { ended, goesOn };
}

test("a stream ends with the session it was opened in, others go on", async () => {
  const { port, sessions } = await listening();
  const one = sessions.create("oper", "things", "127.0.0.1");
  const two = sessions.create("oper", "things", "127.0.0.1");
  const first = await stream(port, { "x-auth-token": one.token });
  const second = await stream(port, { "x-auth-token": two.token });
  sessions.end(one.session.id);
  await first.ended;
  expect(await second.goesOn()).toBe(true);
  sessions.end(two.session.id);
  await second.ended;
});

test("a stream ends with the account that opened it, and with no other", async () => {
  const { port, accounts } = await listening();
  const opened = await stream(port, basic("oper"));
  const other = await stream(port, basic("reader"));
  await accounts.update("reader", { enabled: false });
  await other.ended;
  expect(await opened.goesOn()).toBe(true);
  await accounts.update("oper", { enabled: false });
  await opened.ended;
});

test("an open stream keeps its session from idling out", async () => {
  const { port, sessions, clock } = await listening();
  const { token, session } = sessions.create("oper", "things", "127.0.0.1");
  await stream(port, { "x-auth-token": token });
  await clock.advance(sessions.idleTimeoutMs * 2);
  expect(sessions.get(session.id)).toBeDefined();
});

test("close ends idle connections and streams that nobody ends, and frees the port", async () => {
  const { port, server } = await listening();
  const opened = await stream(port, basic("oper"));
  await handshake(port);
  await server.close();
  await opened.ended;
  await expect(handshake(port)).rejects.toThrow(/ECONNREFUSED/);
});
