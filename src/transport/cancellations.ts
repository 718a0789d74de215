interface Watched {
  readonly actions: Set<() => void>;
  readonly onAbort: () => void;
}

/** Many requests share few signals: one listener for each signal, since a signal looks through all it has at each new one. */
export class Cancellations {
  readonly #watched = new Map<AbortSignal, Watched>();

  /** Calls `action` once when `signal` fires, unless what it returns was called before. */
  add(signal: AbortSignal, action: () => void): () => void {
    const watched = this.#watched.get(signal) ?? this.#watch(signal);
    watched.actions.add(action);
    return () => {
      watched.actions.delete(action);
      if (watched.actions.size > 0 || this.#watched.get(signal) !== watched) return;
      this.#watched.delete(signal);
      signal.removeEventListener("abort", watched.onAbort);
    };
  }

  #watch(signal: AbortSignal): Watched {
    const actions = new Set<() => void>();
    const onAbort = () => {
      this.#watched.delete(signal);
      for (const action of [...actions]) action();
    };
    const watched = { actions, onAbort };
    this.#watched.set(signal, watched);
    signal.addEventListener("abort", onAbort, { once: true });
    return watched;
  }
}
