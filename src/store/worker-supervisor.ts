import type { Cancel, Clock } from "../base/clock.ts";
import { Emitter, type Unsubscribe } from "../base/emitter.ts";
import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { StoreError } from "./errors.ts";
import type { StoreOperation, StoreOperations } from "./protocol.ts";
import type { StoreWorker } from "./worker-client.ts";

export interface WorkerSupervisorOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Starts a worker thread. */
  readonly start: () => StoreWorker;
  /** Brings a new worker to where the former one was; a rejection means another try. */
  readonly prepare: (worker: StoreWorker) => Promise<void>;
}

const firstPauseMs = 1000;
const longestPauseMs = 60_000;

/** Keeps a store worker running: one that dies is replaced, after pauses that double from 1 s to 60 s. */
export class WorkerSupervisor {
  readonly #options: WorkerSupervisorOptions;
  readonly #failures: Emitter<StoreError>;
  #worker: StoreWorker;
  #pauseMs = firstPauseMs;
  #cancelRestart: Cancel = () => {};
  #restarting: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: WorkerSupervisorOptions) {
    this.#options = options;
    this.#failures = new Emitter("store failure", options.logger);
    this.#worker = this.#watch(options.start());
  }

  /** Rejects with `E_STORE_GONE` while there is no worker. */
  request<K extends StoreOperation>(
    operation: K,
    request: StoreOperations[K]["request"],
  ): Promise<StoreOperations[K]["reply"]> {
    return this.#worker.request(operation, request);
  }

  /** Calls each time the worker dies. */
  onFailure(listener: (error: StoreError) => void): Unsubscribe {
    return this.#failures.on(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRestart();
    await this.#restarting;
    await this.#worker.close();
  }

  #watch(worker: StoreWorker): StoreWorker {
    worker.onFailure((error) => {
      if (this.#closed || worker !== this.#worker) return;
      this.#options.logger.error({ error: error.message }, "the store's worker died and is started again");
      this.#restartLater();
      this.#failures.emit(error);
    });
    return worker;
  }

  #restartLater(): void {
    this.#cancelRestart = this.#options.clock.after(this.#pauseMs, () => {
      this.#restarting = this.#restart();
    });
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }

  /** Ends a worker that is of no use; what it could not finish has been told already. */
  async #giveUp(worker: StoreWorker): Promise<void> {
    try {
      await worker.close();
    } catch (error) {
      this.#options.logger.debug({ error: messageOf(error) }, "a store worker did not end cleanly");
    }
  }

  async #restart(): Promise<void> {
    const worker = this.#watch(this.#options.start());
    try {
      await this.#options.prepare(worker);
      this.#worker = worker;
      this.#pauseMs = firstPauseMs;
      this.#options.logger.info({}, "the store's worker is back");
    } catch (error) {
      this.#options.logger.error({ error: messageOf(error) }, "the store's worker could not be started again");
      await this.#giveUp(worker);
      if (!this.#closed) this.#restartLater();
    }
  }
}
