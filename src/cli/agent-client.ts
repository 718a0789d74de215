import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { AgentError, DeviceSilentError, messageOf, NotThereError } from "../base/errors.ts";
import { http } from "../base/node-http.ts";
import { type SseMessage, sseMessages } from "./sse-reader.ts";

const PREFIX = "/hpi/v1";
const MAXIMUM_BODY = 64 * 1024 * 1024;
/** A request that is not a stream must be answered within this time. */
const TIMEOUT_MS = 30_000;

/** Speaks the agent's REST over its local socket. */
export class AgentClient {
  readonly #sockets: readonly string[];
  readonly #signal: AbortSignal;

  constructor(directories: readonly string[], signal: AbortSignal) {
    this.#sockets = directories.map((directory) => join(directory, "agent.sock"));
    this.#signal = signal;
  }

  /** Rejects with NotThereError `E_NO_AGENT`, DeviceSilentError `E_AGENT_GONE`, or the agent's own error. */
  async get<T>(path: string): Promise<T> {
    return (await this.#json("GET", path)) as T;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return (await this.#json("POST", path, JSON.stringify(body))) as T;
  }

  async put<T>(path: string, body: unknown): Promise<T> {
    return (await this.#json("PUT", path, JSON.stringify(body))) as T;
  }

  async patch<T>(path: string, body: unknown): Promise<T> {
    return (await this.#json("PATCH", path, JSON.stringify(body))) as T;
  }

  async delete<T>(path: string): Promise<T> {
    return (await this.#json("DELETE", path)) as T;
  }

  /** Server-sent events until the signal fires; rejects with DeviceSilentError `E_AGENT_GONE` when the agent ends. */
  async *stream(path: string): AsyncGenerator<SseMessage> {
    const response = await this.#open("GET", path);
    if (response.statusCode !== 200) throw refusal(response.statusCode, await bodyOf(response));
    try {
      yield* sseMessages(response);
    } catch (error) {
      throw error instanceof AgentError ? error : gone(messageOf(error));
    }
    if (!this.#signal.aborted) throw gone("it ended the stream");
  }

  async #json(method: string, path: string, body?: string): Promise<unknown> {
    const response = await this.#open(method, path, body);
    const text = await bodyOf(response);
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) throw refusal(status, text);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new AgentError("E_AGENT_REPLY", `the agent's reply is not JSON: ${messageOf(error)}`, { path });
    }
  }

  /** Tries each socket in turn; only one that nobody listens on leads to the next. */
  async #open(method: string, path: string, body?: string): Promise<IncomingMessage> {
    for (const socketPath of this.#sockets) {
      try {
        return await this.#request(socketPath, method, path, body);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? "";
        if (["ENOENT", "ECONNREFUSED", "ENOTDIR"].includes(code)) continue;
        if (code === "EACCES") {
          throw new NotThereError("E_NO_AGENT", `no permission to use ${socketPath}; try as the agent's user`, {});
        }
        throw gone(messageOf(error));
      }
    }
    throw new NotThereError(
      "E_NO_AGENT",
      `no agent answers at ${this.#sockets.join(" or ")}; start one with: npm start`,
      { sockets: this.#sockets },
    );
  }

  #request(socketPath: string, method: string, path: string, body?: string): Promise<IncomingMessage> {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    return new Promise((resolve, reject) => {
      const options = { socketPath, method, path: `${PREFIX}${path}`, headers, signal: this.#signal, agent: false };
      const outgoing = http.request(options, (response) => {
        outgoing.setTimeout(0);
        resolve(response);
      });
      outgoing.setTimeout(TIMEOUT_MS, () => {
        outgoing.destroy(new DeviceSilentError("E_AGENT_GONE", `no answer within ${TIMEOUT_MS / 1000} s`));
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });
  }
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAXIMUM_BODY) throw new AgentError("E_AGENT_REPLY", "the agent's reply is too long");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function gone(reason: string): DeviceSilentError {
  return new DeviceSilentError("E_AGENT_GONE", `the agent is gone: ${reason}`);
}

/** The agent's own words for why not. */
function refusal(status: number | undefined, text: string): AgentError {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; message?: unknown } };
    if (typeof error?.message === "string") return new AgentError(String(error.code), error.message);
  } catch (error) {
    return new AgentError("E_AGENT_REPLY", `the agent answered ${status}: ${messageOf(error)}`);
  }
  return new AgentError("E_AGENT_REPLY", `the agent answered ${status}`);
}
