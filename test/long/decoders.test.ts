import { describe, expect, it } from "vitest";
import { loadMachine } from "../../simulators/index.ts";
import { controllerFru, shelfFru } from "../../simulators/ipmi-sim/fru.ts";
import { controllerLocator, entityAssociations, sensorRecord, shelfFruLocator } from "../../simulators/ipmi-sim/sdr.ts";
import { WireError } from "../../src/base/errors.ts";
import { decodeFru } from "../../src/ipmi/fru/index.ts";
import { decodeSdr } from "../../src/ipmi/sdr/index.ts";

const minutes = Number(process.env["HPI_AGENT_LONG_MINUTES"] ?? 2);
const machine = await loadMachine("atca-14");

const records = machine.controllers.flatMap((controller) => [
  controllerLocator(controller),
  ...entityAssociations(controller),
  ...controller.sensors.map((sensor) => sensorRecord(controller, sensor)),
]);
const inventories = [shelfFru(machine), ...machine.controllers.map(controllerFru)];

describe("damaged bytes", () => {
  it.each([
    ["SDRs", [...records, shelfFruLocator()], decodeSdr],
    ["FRU inventories", inventories, decodeFru],
  ] as const)("in %s give a value or a WireError, in time", (_name, good, decode) => {
    expect(good.length).toBeGreaterThan(5);
    const random = generator(0x5eed);
    const until = performance.now() + (minutes * 60_000) / 2;
    const outcomes = { decoded: 0, refused: 0 };
    let slowest = 0;
    while (performance.now() < until) {
      const bytes = damage(good[random() % good.length]!, random);
      const started = performance.now();
      try {
        decode(bytes);
        outcomes.decoded++;
      } catch (error) {
        if (!(error instanceof WireError)) throw new Error(Buffer.from(bytes).toString("hex"), { cause: error });
        outcomes.refused++;
      }
      slowest = Math.max(slowest, performance.now() - started);
    }
    console.log(`${outcomes.decoded} decoded, ${outcomes.refused} refused, slowest ${slowest.toFixed(2)} ms`);
    expect(outcomes.decoded).toBeGreaterThan(1000);
    expect(outcomes.refused).toBeGreaterThan(0);
  });
});

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
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}
