import { Worker } from "node:worker_threads";
import { Emitter, type Unsubscribe } from "../base/emitter.ts";
import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { StoreError } from "./errors.ts";
import type { ReplyMessage, StoreOperation, StoreOperations } from "./protocol.ts";
import { deserializeError } from "./serialize-error.ts";

interface Waiter {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** The main thread's end of the store's worker. */
export class StoreWorker {
  readonly #worker: Worker;
  readonly #waiters = new Map<number, Waiter>();
  readonly #failures: Emitter<StoreError>;
  readonly #ended: Promise<void>;
  #nextId = 1;
  #gone: StoreError | undefined;
  #closing: Promise<void> | undefined;

  constructor(logger: Logger, entry: URL = workerEntry()) {
    this.#failures = new Emitter("store failure", logger);
    this.#worker = new Worker(entry, { name: "store" });
    this.#worker.on("message", (message: ReplyMessage) => {
      if ("notice" in message) return logger.warn(message.facts, message.notice);
      const waiter = this.#waiters.get(message.id);
      this.#waiters.delete(message.id);
      if ("error" in message) waiter?.reject(deserializeError(message.error));
      else waiter?.resolve(message.value);
    });
    this.#worker.on("error", (error) => this.#lose(messageOf(error)));
    this.#worker.on("messageerror", (error) => this.#lose(messageOf(error)));
    this.#ended = new Promise((resolve) => {
      this.#worker.once("exit", (status) => {
        this.#lose(`it ended with status ${status}`);
        resolve();
      });
    });
  }

  /** Rejects with the worker's own error, or `E_STORE_GONE` once the worker has ended. */
  request<K extends StoreOperation>(
    operation: K,
    request: StoreOperations[K]["request"],
  ): Promise<StoreOperations[K]["reply"]> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    if (this.#closing !== undefined) return Promise.reject(new StoreError("E_STORE_GONE", "the store is closed"));
    return this.#post(operation, request);
  }

  /** Calls once when the worker ends without having been asked to. */
  onFailure(listener: (error: StoreError) => void): Unsubscribe {
    return this.#failures.on(listener);
  }

  /** Lets everything already asked for finish, closes all files and ends the thread. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // Posted before `#closing` is set, so that it still gets through.
    const done = this.#gone === undefined ? this.#post("close", null) : undefined;
    try {
      await done;
    } finally {
      await this.#ended;
    }
  }

  #post<K extends StoreOperation>(
    operation: K,
    request: StoreOperations[K]["request"],
  ): Promise<StoreOperations[K]["reply"]> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiters.set(id, { resolve: resolve as (value: unknown) => void, reject });
      this.#worker.postMessage({ id, operation, request });
    });
  }

  #lose(why: string): void {
    if (this.#gone !== undefined) return;
    this.#gone = new StoreError("E_STORE_GONE", `the store's worker is gone: ${why}`);
    for (const waiter of this.#waiters.values()) waiter.reject(this.#gone);
    this.#waiters.clear();
    if (this.#closing === undefined) this.#failures.emit(this.#gone);
  }
}

/** The worker lies beside this file, as TypeScript in the source tree and as JavaScript in a package. */
function workerEntry(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);
}
