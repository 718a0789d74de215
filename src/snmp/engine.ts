import type { Clock } from "../base/clock.ts";
import { UsageError } from "../base/errors.ts";

/** Largest snmpEngineBoots; an engine that reached it stays there and fails every time check (RFC 3414 section 2.2.2). */
export const BOOTS_LATCHED = 0x7fffffff;

/** What survives a restart. */
export interface EngineState {
  readonly engineId: Uint8Array;
  readonly boots: number;
}

/** Where the engine's state is kept. `load` gives nothing when there is none, or none that can be trusted. */
export interface EngineStatePort {
  load(): EngineState | undefined | Promise<EngineState | undefined>;
  /** Returns when the state is durable. */
  store(state: EngineState): void | Promise<void>;
}

/** This SNMP engine's identity and clock (RFC 3411 section 5, snmpEngine group). */
export class SnmpEngine {
  readonly id: Buffer;
  /** Octets a received message may have, and the most we send. */
  readonly maxMessageSize: number;
  #boots: number;
  #startedAt: number;
  readonly #clock: Clock;

  constructor(state: EngineState, clock: Clock, maxMessageSize = 65507) {
    if (state.engineId.length < 5 || state.engineId.length > 32) {
      throw new UsageError("E_SNMP_ENGINE_ID", `an engine id has 5 to 32 octets, not ${state.engineId.length}`);
    }
    this.id = Buffer.from(state.engineId);
    this.#boots = Math.min(Math.max(1, state.boots), BOOTS_LATCHED);
    this.#clock = clock;
    this.#startedAt = clock.monotonic();
    this.maxMessageSize = maxMessageSize;
  }

  get boots(): number {
    return this.#boots;
  }

  /** Seconds since boots last changed. */
  get time(): number {
    const seconds = Math.floor((this.#clock.monotonic() - this.#startedAt) / 1000);
    if (seconds < 0x7fffffff) return seconds;
    // After 68 years the time starts again, which counts as one more boot.
    if (this.#boots < BOOTS_LATCHED) this.#boots++;
    this.#startedAt = this.#clock.monotonic();
    return 0;
  }

  /** Hundredths of a second since this engine started: sysUpTime. */
  upTime(): number {
    return this.upTimeAt(this.#clock.monotonic());
  }

  /** What sysUpTime was at a monotonic moment; 0 for one before the start. */
  upTimeAt(monotonic: number): number {
    return Math.max(0, Math.floor((monotonic - this.#startedAt) / 10)) >>> 0;
  }
}

/**
 * Loads the state, counts this boot and stores it before anybody can send a message. Without a stored state the engine
 * gets a new id: below `enterprise`, format 5 with random octets (RFC 3411 section 5, SnmpEngineID).
 */
export async function startEngine(
  port: EngineStatePort,
  clock: Clock,
  random: (octets: number) => Uint8Array,
  enterprise: number,
  maxMessageSize?: number,
): Promise<SnmpEngine> {
  const stored = await port.load();
  let state: EngineState;
  if (stored === undefined) {
    const engineId = Buffer.alloc(17);
    engineId.writeUInt32BE((0x80000000 | enterprise) >>> 0, 0);
    engineId[4] = 5;
    engineId.set(random(12), 5);
    state = { engineId, boots: 1 };
  } else {
    state = { engineId: stored.engineId, boots: Math.min(stored.boots + 1, BOOTS_LATCHED) };
  }
  await port.store(state);
  return new SnmpEngine(state, clock, maxMessageSize);
}
