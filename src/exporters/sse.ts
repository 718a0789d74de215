import type { ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type Cancel, type Clock, every } from "../base/clock.ts";
import { HttpError } from "../http/problem.ts";

const HEARTBEAT_MS = 15_000;
const MAXIMUM_STREAMS = 64;
/** So that nobody keeps all others from listening. */
const MAXIMUM_PER_USER = 24;

export interface SseMessage {
  readonly id?: string;
  readonly event?: string;
  /** Sent as JSON. */
  readonly data: unknown;
}

/** An open stream of server-sent events (WHATWG HTML section 9.2). */
export interface SseStream {
  /** Fires when the stream has ended, whoever ended it. */
  readonly signal: AbortSignal;
  /** True while the client has not taken what was sent. */
  readonly blocked: boolean;
  /** Resolves when there is room for more, or the stream has ended. */
  send(message: SseMessage): Promise<void>;
  end(): void;
}

/** The event streams of one exporter: so many at once, kept alive, ended when the listener closes. */
export class SseStreams {
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #limitPerUser: number;
  /** Each with the user who opened it. */
  readonly #open = new Map<ResponseStream, string>();

  constructor(app: FastifyInstance, clock: Clock, limit = MAXIMUM_STREAMS, limitPerUser = MAXIMUM_PER_USER) {
    this.#clock = clock;
    this.#limit = limit;
    this.#limitPerUser = limitPerUser;
    app.addHook("preClose", async () => {
      for (const stream of [...this.#open.keys()]) stream.end();
    });
  }

  get size(): number {
    return this.#open.size;
  }

  /** Turns a request into a stream. Throws HttpError 406 when the client wants something else, 503 when there are too many. */
  open(request: FastifyRequest, reply: FastifyReply): SseStream {
    const { accept } = request.headers;
    if (accept !== undefined && !/text\/event-stream|text\/\*|\*\/\*/.test(accept)) {
      throw new HttpError(406, "E_HTTP_NOT_ACCEPTABLE", "this is a stream of the type text/event-stream");
    }
    const user = request.principal.id;
    const own = [...this.#open.values()].filter((other) => other === user).length;
    if (this.#open.size >= this.#limit || own >= this.#limitPerUser) {
      const headers = { "retry-after": "30" };
      throw new HttpError(503, "E_TOO_MANY_STREAMS", "too many event streams are open", {}, headers);
    }
    reply.hijack();
    const { raw } = reply;
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) raw.setHeader(name, value);
    raw.setHeader("content-type", "text/event-stream; charset=utf-8");
    raw.setHeader("x-accel-buffering", "no");
    raw.writeHead(200);
    const stream = new ResponseStream(raw, this.#clock);
    this.#open.set(stream, user);
    stream.signal.addEventListener("abort", () => this.#open.delete(stream), { once: true });
    if (request.method === "HEAD") stream.end();
    return stream;
  }
}

class ResponseStream implements SseStream {
  readonly #response: ServerResponse;
  readonly #gone = new AbortController();
  readonly #stopHeartbeat: Cancel;

  constructor(response: ServerResponse, clock: Clock) {
    this.#response = response;
    response.once("close", () => this.#ended());
    response.once("error", () => this.#ended());
    // Lets the client know at once that it is connected.
    response.write(": connected\n\n");
    this.#stopHeartbeat = every(clock, HEARTBEAT_MS, () => {
      if (!this.blocked) response.write(": heartbeat\n\n");
    });
  }

  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  get blocked(): boolean {
    return this.#response.writableNeedDrain;
  }

  send({ id, event, data }: SseMessage): Promise<void> {
    const head = `${id === undefined ? "" : `id: ${id}\n`}${event === undefined ? "" : `event: ${event}\n`}`;
    return new Promise((resolve) => {
      if (this.signal.aborted || this.#response.write(`${head}data: ${JSON.stringify(data)}\n\n`)) return resolve();
      const done = () => {
        this.#response.off("drain", done);
        this.signal.removeEventListener("abort", done);
        resolve();
      };
      this.#response.once("drain", done);
      this.signal.addEventListener("abort", done, { once: true });
    });
  }

  end(): void {
    this.#response.end();
    this.#ended();
  }

  #ended(): void {
    this.#stopHeartbeat();
    this.#gone.abort();
  }
}
