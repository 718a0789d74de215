import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { type SseStream, SseStreams } from "../../src/exporters/sse.ts";
import { openSse } from "../support/sse-client.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { ask, loginAs, web } from "../support/web.ts";

async function streaming(limit?: number, limitPerUser?: number) {
  const clock = new ManualClock();
  const { server } = web(clock);
  const opened: SseStream[] = [];
  let streams!: SseStreams;
  server.register({
    name: "test",
    prefix: "/test",
    async plugin(app) {
      streams = new SseStreams(app, clock, limit, limitPerUser);
      app.get("/stream", { config: { auth: "ReadOnly" } }, async (request, reply) => {
        const as = request.headers["x-test-user"];
        if (typeof as === "string") request.principal = { ...request.principal, id: as };
        opened.push(streams.open(request, reply));
      });
    },
  });
  const socket = join(await temporaryDirectory(), "agent.sock");
  await server.listenSocket(socket);
  onTestFinished(() => server.close());
  return { clock, server, socket, opened, streams };
}

describe("an event stream", () => {
  it("carries id, event and data, with the listener's own headers", async () => {
    const { socket, opened } = await streaming();
    const client = await openSse(socket, "/test/stream");
    expect(client.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
    expect(client.headers["x-content-type-options"]).toBe("nosniff");
    await opened[0]!.send({ id: "7", event: "news", data: { text: "a\nb" } });
    expect(await client.next(1)).toEqual([{ id: "7", event: "news", data: { text: "a\nb" } }]);
  });

  it("tells its owner when the client goes", async () => {
    const { socket, opened, streams } = await streaming();
    const client = await openSse(socket, "/test/stream");
    const gone = new Promise((resolve) => opened[0]!.signal.addEventListener("abort", resolve));
    client.close();
    await gone;
    expect(streams.size).toBe(0);
    await opened[0]!.send({ data: "nobody gets this" });
  });

  it("ends when the listener closes", async () => {
    const { socket, server, opened } = await streaming();
    const client = await openSse(socket, "/test/stream");
    await server.close();
    await client.ended;
    expect(opened[0]!.signal.aborted).toBe(true);
  });

  it("holds its sender back while the client does not read", async () => {
    const { socket, opened } = await streaming();
    const client = await openSse(socket, "/test/stream");
    client.pause();
    const [stream] = opened;
    const block = "x".repeat(100_000);
    let sent = 0;
    while (!stream!.blocked) void stream!.send({ data: { block, n: sent++ } });
    const last = stream!.send({ data: "last" });
    client.resume();
    await last;
    const received = await client.next(sent + 1);
    expect(received.at(-1)!.data).toBe("last");
  });

  it("is refused beyond the limit, and there is room again after one ends", async () => {
    const { socket, streams } = await streaming(1);
    const first = await openSse(socket, "/test/stream");
    const second = await openSse(socket, "/test/stream");
    expect([second.status, second.headers["retry-after"]]).toEqual([503, "30"]);
    first.close();
    await expect.poll(() => streams.size).toBe(0);
    expect((await openSse(socket, "/test/stream")).status).toBe(200);
  });

  it("is refused to who has many, not to others", async () => {
    const { socket } = await streaming(10, 2);
    const open = async (user: string) => (await openSse(socket, "/test/stream", { "x-test-user": user })).status;
    expect([await open("ann"), await open("ann"), await open("ann"), await open("ben")]).toEqual([200, 200, 503, 200]);
  });

  it("is refused to a client that wants JSON", async () => {
    const { server } = await streaming();
    const headers = { ...loginAs("ReadOnly"), accept: "application/json" };
    expect((await ask(server, { url: "/test/stream", headers })).status).toBe(406);
  });

  it("answers HEAD and stays closed", async () => {
    const { server, opened } = await streaming();
    const { status } = await ask(server, { method: "HEAD", url: "/test/stream", headers: loginAs("ReadOnly") });
    expect([status, opened[0]!.signal.aborted]).toEqual([200, true]);
  });
});
