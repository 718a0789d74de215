import { describe, expect, it } from "vitest";
import { WireError } from "../../src/base/errors.ts";
import { allDecoders, type Decoder } from "./decoders.ts";

const seed = Number(process.env["HPI_AGENT_LONG_SEED"] ?? Date.now() % 0xffffffff) >>> 0 || 1;
const inputs = Number(process.env["HPI_AGENT_LONG_INPUTS"] ?? 2_000_000);

/** Far more than any decoder takes; only one that loops or goes over its input again and again comes near. */
const tooSlowMs = 2000;
const tooMuchKept = 64 * 1024 * 1024;

describe("any bytes", () => {
  it("make a value or a WireError in every decoder, in bounded time and memory", async () => {
    const decoders = await allDecoders(seed);
    const random = generator(seed);
    const outcomes = new Map(decoders.map(({ name }) => [name, { decoded: 0, refused: 0 }]));
    const slowest = { ms: 0, name: "" };
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < inputs; count++) {
      const decoder = decoders[count % decoders.length]!;
      const bytes = inputFor(decoder, random);
      const started = performance.now();
      const outcome = outcomes.get(decoder.name)!;
      try {
        decoder.decode(bytes);
        outcome.decoded++;
      } catch (error) {
        if (!(error instanceof WireError)) {
          const what = `${decoder.name}, seed ${seed}: ${Buffer.from(bytes).toString("hex")}`;
          throw new Error(what, { cause: error });
        }
        outcome.refused++;
      }
      const ms = performance.now() - started;
      if (ms > slowest.ms) Object.assign(slowest, { ms, name: decoder.name });
    }
    const all = [...outcomes.values()];
    const decoded = all.reduce((sum, outcome) => sum + outcome.decoded, 0);
    const refused = all.reduce((sum, outcome) => sum + outcome.refused, 0);
    console.log(
      `seed ${seed}: ${inputs} inputs for ${decoders.length} decoders, ${decoded} decoded, ${refused} refused,`,
      `slowest ${slowest.ms.toFixed(1)} ms (${slowest.name})`,
    );
    expect([...outcomes].filter(([, outcome]) => outcome.decoded === 0)).toEqual([]);
    expect(refused).toBeGreaterThan(inputs / 20);
    expect(slowest.ms, slowest.name).toBeLessThan(tooSlowMs);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(tooMuchKept * 4);
  });
});

/** Noise, a good input, or a good input damaged; now and then as long as the decoder is meant for. */
function inputFor({ good, longest }: Decoder, random: () => number): Uint8Array {
  const kind = random() % 16;
  if (kind === 0) return noise(random() % 64, random);
  if (kind === 1) return noise(random() % (random() % 64 === 0 ? longest : 300), random);
  const bytes = good[random() % good.length]!;
  return kind === 2 ? bytes : damage(bytes, random);
}

function noise(length: number, random: () => number): Uint8Array {
  return Uint8Array.from({ length }, random);
}

/** Cuts, lengthens, overwrites: a few of these at once. */
function damage(good: Uint8Array, random: () => number): Uint8Array {
  let bytes = Uint8Array.from(good);
  for (let left = 1 + (random() % 4); left > 0; left--) {
    const at = random() % (bytes.length || 1);
    const kind = random() % 8;
    if (kind === 0) bytes = bytes.slice(0, at);
    else if (kind === 1) bytes = Uint8Array.of(...bytes, ...bytes.subarray(at));
    else if (kind === 2) bytes.fill(random() & 0xff, at);
    else if (bytes.length > 0) bytes[at] = random() & 0xff;
  }
  return bytes;
}

/** Marsaglia's xorshift: the same sequence for the same seed. */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}
