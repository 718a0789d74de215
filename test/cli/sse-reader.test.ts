import * as fc from "fast-check";
import { expect, it } from "vitest";
import { type SseMessage, sseMessages } from "../../src/cli/sse-reader.ts";

async function read(...parts: readonly Uint8Array[]): Promise<SseMessage[]> {
  async function* stream() {
    yield* parts;
  }
  const messages: SseMessage[] = [];
  for await (const message of sseMessages(stream())) messages.push(message);
  return messages;
}

const text = 'id: a-1\nevent: event\ndata: {"text":"Lüfter"}\n\n: heartbeat\n\ndata: one\ndata: two\n\ndata: cut';
const expected: SseMessage[] = [
  { id: "a-1", event: "event", data: '{"text":"Lüfter"}' },
  { id: "", event: "message", data: "one\ntwo" },
];

it("messages are found wherever the stream is cut", async () => {
  const bytes = new TextEncoder().encode(text);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length), fc.nat(bytes.length), async (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      expect(await read(bytes.subarray(0, from), bytes.subarray(from, to), bytes.subarray(to))).toEqual(expected);
    }),
  );
});

it("a message without end is refused before it fills the memory", async () => {
  const block = new Uint8Array(1024 * 1024).fill(0x78);
  await expect(read(...Array.from({ length: 20 }, () => block))).rejects.toMatchObject({ code: "E_AGENT_REPLY" });
});
