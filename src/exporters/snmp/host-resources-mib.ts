import { type Cancel, type Clock, every } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Oid } from "../../snmp/oid.ts";
import type { ObjectStore } from "../../snmp/store.ts";
import type { ServedModule } from "./system-mib.ts";
import { dateAndTime } from "./text.ts";

export const hostResourcesModule: ServedModule = {
  id: [1, 3, 6, 1, 2, 1, 25],
  description: "HOST-RESOURCES-MIB: the system group and memory",
};

/** What is known of the machine the agent runs on. */
export interface HostFacts {
  readonly upSeconds: number;
  readonly processes: number;
  /** In units of 1024 octets. */
  readonly memory: { readonly total: number; readonly used: number };
  readonly swap: { readonly total: number; readonly used: number };
}

export interface HostPort {
  /** Undefined when nothing can be told. */
  read(): Promise<HostFacts | undefined>;
}

const group: Oid = [1, 3, 6, 1, 2, 1, 25];
const PERIOD_MS = 15_000;
const UNIT_OCTETS = 1024;
const STORAGE_RAM: Oid = [...group, 2, 1, 2];
const STORAGE_VIRTUAL: Oid = [...group, 2, 1, 3];

/** HOST-RESOURCES-MIB (RFC 2790): hrSystem as far as it is known, hrMemorySize and the memory rows of hrStorageTable. */
export class HostResourcesMib {
  readonly #port: HostPort;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #store: ObjectStore;
  readonly #stop: Cancel;
  #facts: HostFacts | undefined;
  #readAt = 0;
  #show: (() => void) | undefined;

  private constructor(store: ObjectStore, port: HostPort, clock: Clock, logger: Logger) {
    this.#store = store;
    this.#port = port;
    this.#clock = clock;
    this.#logger = logger;
    this.#stop = every(clock, PERIOD_MS, () => void this.#refresh());
  }

  /** Serves what can be read of the host; without anything to read there are no objects. */
  static async start(store: ObjectStore, port: HostPort, clock: Clock, logger: Logger): Promise<HostResourcesMib> {
    const mib = new HostResourcesMib(store, port, clock, logger);
    await mib.#refresh();
    return mib;
  }

  close(): void {
    this.#stop();
  }

  async #refresh(): Promise<void> {
    try {
      const facts = await this.#port.read();
      if (facts === undefined) return;
      this.#facts = facts;
      this.#readAt = this.#clock.monotonic();
    } catch (error) {
      this.#logger.warn({ error: messageOf(error) }, "the host could not be asked for its memory");
      return;
    }
    this.#show ??= this.#objects();
    this.#show();
  }

  #objects(): () => void {
    const upTime = () =>
      ((this.#facts?.upSeconds ?? 0) * 100 + Math.floor((this.#clock.monotonic() - this.#readAt) / 10)) % 0x1_0000_0000;
    this.#store.scalars(
      [...group, 1],
      [
        { number: 1, syntax: "TimeTicks", live: upTime },
        { number: 2, syntax: "OctetString", live: () => dateAndTime(this.#clock.wall()) },
        { number: 6, syntax: "Unsigned32", live: () => this.#facts?.processes ?? 0 },
      ],
    );
    const size = this.#store.scalars([...group, 2], [{ number: 2, syntax: "Integer32", value: 0 }]);
    const number = (n: number) => ({ number: n, syntax: "Integer32" }) as const;
    const storage = this.#store.table(
      [...group, 2, 3, 1],
      [
        number(1),
        { number: 2, syntax: "ObjectIdentifier" },
        { number: 3, syntax: "OctetString" },
        ...[4, 5, 6].map(number),
      ],
    );
    const row = (index: number, type: Oid, name: string) =>
      storage.insert([index], { 1: index, 2: type, 3: name, 4: UNIT_OCTETS, 5: 0, 6: 0 });
    const memory = row(1, STORAGE_RAM, "Physical memory");
    const swap = row(2, STORAGE_VIRTUAL, "Swap space");
    const capped = (units: number): number => Math.min(units, 0x7fffffff);
    return () => {
      const facts = this.#facts;
      if (facts === undefined) return;
      size.set(2, capped(facts.memory.total));
      for (const [handle, { total, used }] of [[memory, facts.memory] as const, [swap, facts.swap] as const]) {
        storage.set(handle, 5, capped(total));
        storage.set(handle, 6, capped(used));
      }
    };
  }
}
