import type { Clock } from "../base/clock.ts";
import { BOOTS_LATCHED } from "./engine.ts";
import type { UserKeys } from "./user-keys.ts";
import { TIME_WINDOW } from "./usm.ts";

/** What is known of an engine that is authoritative for messages we send (RFC 3414 section 2.3). */
export class RemoteEngine {
  readonly id: Buffer;
  readonly keys: UserKeys;
  /** False until an authenticated message told its boots and time. */
  synchronized = false;
  #boots = 0;
  #time = 0;
  #latest = 0;
  #at = 0;
  readonly #clock: Clock;

  constructor(id: Buffer, keys: UserKeys, clock: Clock) {
    this.id = id;
    this.keys = keys;
    this.#clock = clock;
  }

  get boots(): number {
    return this.#boots;
  }

  /** Its engine time now, by our clock. */
  get time(): number {
    return this.synchronized ? this.#time + Math.floor((this.#clock.monotonic() - this.#at) / 1000) : 0;
  }

  /** Takes boots and time of an authenticated message; false when the message is too old (RFC 3414 section 3.2 step 7b). */
  hear(boots: number, time: number): boolean {
    if (!this.synchronized || boots > this.#boots || (boots === this.#boots && time > this.#latest)) {
      this.synchronized = true;
      this.#boots = boots;
      this.#time = time;
      this.#latest = time;
      this.#at = this.#clock.monotonic();
    }
    return this.#boots !== BOOTS_LATCHED && boots === this.#boots && time >= this.time - TIME_WINDOW;
  }
}
