import type { FastifyReply } from "fastify";

export interface SseMessage {
  readonly id?: string;
  readonly event?: string;
  /** Sent as JSON. */
  readonly data: unknown;
}

/** An open stream of server-sent events (WHATWG HTML section 9.2). */
export interface SseStream {
  /** Fires when the client is gone. */
  readonly signal: AbortSignal;
  /** Resolves when the message is on its way and the client has room for more. */
  send(message: SseMessage): Promise<void>;
  /** A comment, which keeps idle connections open. */
  comment(text: string): Promise<void>;
  end(): void;
}

export function openSse(reply: FastifyReply, headers: Readonly<Record<string, string>> = {}): SseStream {
  const { raw } = reply;
  const gone = new AbortController();
  reply.hijack();
  raw.on("close", () => gone.abort());
  raw.on("error", () => gone.abort());
  raw.writeHead(200, {
    ...headers,
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  raw.flushHeaders();
  const write = (text: string) =>
    new Promise<void>((resolve) => {
      if (gone.signal.aborted) return resolve();
      if (raw.write(text)) return resolve();
      const done = () => {
        raw.off("drain", done);
        raw.off("close", done);
        resolve();
      };
      raw.on("drain", done);
      raw.on("close", done);
    });
  return {
    signal: gone.signal,
    send: ({ id, event, data }) =>
      write(
        `${id === undefined ? "" : `id: ${id}\n`}${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`,
      ),
    comment: (text) => write(`: ${text.replaceAll("\n", " ")}\n\n`),
    end: () => raw.end(),
  };
}
