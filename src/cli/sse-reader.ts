import { AgentError } from "../base/errors.ts";

export interface SseMessage {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

const MAXIMUM_MESSAGE = 16 * 1024 * 1024;

/** Splits a stream into its messages (WHATWG HTML section 9.2.6); comments are left out. */
export async function* sseMessages(stream: AsyncIterable<Uint8Array>): AsyncGenerator<SseMessage> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const part of stream) {
    rest += decoder.decode(part, { stream: true }).replaceAll("\r\n", "\n");
    if (rest.length > MAXIMUM_MESSAGE) throw new AgentError("E_AGENT_REPLY", "a message of the stream is too long");
    const blocks = rest.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const message = parseBlock(block);
      if (message !== undefined) yield message;
    }
  }
}

function parseBlock(block: string): SseMessage | undefined {
  const message = { id: "", event: "message", data: "" };
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (field === "data") data.push(value ?? "");
    else if (field === "id" || field === "event") message[field] = value ?? "";
  }
  return data.length === 0 ? undefined : { ...message, data: data.join("\n") };
}
