import { connect } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ask, httpFixture } from "./http-fixture.ts";

/** Sends bytes, ends, and resolves with everything that comes back. */
function exchange(path: string, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.end(bytes));
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(text));
  });
}

const valid = Buffer.from(
  'POST /things/echo?a=b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{"a":1}',
);

/** The valid request with some bytes replaced, cut or repeated. */
const mutated = fc
  .array(fc.record({ at: fc.nat(valid.length - 1), byte: fc.nat(255), how: fc.constantFrom("set", "cut", "repeat") }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((changes) => {
    let bytes: Buffer = Buffer.from(valid);
    for (const { at, byte, how } of changes) {
      const place = Math.min(at, bytes.length);
      if (how === "set" && place < bytes.length) bytes[place] = byte;
      if (how === "cut") bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1)]);
      if (how === "repeat") bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(Math.max(0, place - 20))]);
    }
    return bytes;
  });

test("whatever bytes arrive, the answer is HTTP or nothing, never an internal error, and the next client is served", async () => {
  const { server, directory } = await httpFixture();
  const path = join(directory, "agent.sock");
  await server.listenSocket(path);
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.oneof({ arbitrary: mutated, weight: 4 }, fc.uint8Array({ maxLength: 600 })), async (bytes) => {
      const text = await exchange(path, bytes);
      const status = text === "" ? "nothing" : (/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? "not HTTP");
      seen.set(status, (seen.get(status) ?? 0) + 1);
      expect(status).not.toMatch(/^5(?!01)|not HTTP/);
    }),
    { numRuns: 400, seed: 20260101 },
  );
  // It got past the parser, into the parser's refusals, and into the routes.
  for (const status of ["200", "400", "404", "501"]) expect(seen.get(status), status).toBeGreaterThan(0);
  expect((await ask({ socketPath: path, path: "/things" })).status).toBe(200);
});

test("a connection on which nothing moves is closed", async () => {
  const { server, directory } = await httpFixture(undefined, { idleTimeoutMs: 50 });
  const path = join(directory, "agent.sock");
  await server.listenSocket(path);
  const socket = connect(path);
  await new Promise((resolve) => socket.once("close", resolve));
});
