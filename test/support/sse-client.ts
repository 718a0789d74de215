import { type IncomingMessage, request } from "node:http";
import { onTestFinished } from "vitest";

export interface ReceivedMessage {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: unknown;
}

export interface SseClient {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** Waits for this many further messages. */
  next(count: number): Promise<readonly ReceivedMessage[]>;
  /** Resolves when the server ended the stream. */
  readonly ended: Promise<void>;
  pause(): void;
  resume(): void;
  close(): void;
}

/** Opens an event stream over a local socket and splits what comes; a reader of its own, not the program's. */
export async function openSse(
  socketPath: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<SseClient> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ socketPath, path, headers, agent: false }, resolve);
    outgoing.on("error", reject);
    outgoing.end();
  });
  const messages: ReceivedMessage[] = [];
  let text = "";
  let wake = () => {};
  response.setEncoding("utf8");
  response.on("data", (part: string) => {
    text += part;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s).slice(0, 2)));
      if ("data" in fields) messages.push({ id: fields.id, event: fields.event, data: JSON.parse(fields.data) });
    }
    wake();
  });
  response.on("error", () => wake());
  const ended = new Promise<void>((resolve) => response.once("close", () => resolve()));
  onTestFinished(() => void response.destroy());
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    ended,
    async next(count) {
      while (messages.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return messages.splice(0, count);
    },
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    close: () => void response.destroy(),
  };
}
