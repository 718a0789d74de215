import type { Logger } from "./logger.ts";

export type Unsubscribe = () => void;

/** A list of listeners for one kind of notice. A throwing listener is logged and does not stop the others. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly #logger: Logger;
  readonly #name: string;

  constructor(name: string, logger: Logger) {
    this.#name = name;
    this.#logger = logger;
  }

  on(listener: (value: T) => void): Unsubscribe {
    // A fresh wrapper lets the same function subscribe twice.
    const entry = (value: T) => listener(value);
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.#logger.error({ emitter: this.#name, error }, "a listener failed");
      }
    }
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}
