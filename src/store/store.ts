import { chmod, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, systemClock } from "../base/clock.ts";
import type { Unsubscribe } from "../base/emitter.ts";
import { messageOf, UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { StoreError } from "./errors.ts";
import { type IndexMap, openIndexMap } from "./index-map.ts";
import { type Journal, WorkerJournal } from "./journal.ts";
import { openStateFile, type StateFile, type StateFileOptions, Turns } from "./state-file.ts";
import { StoreWorker } from "./worker-client.ts";
import { WorkerSupervisor } from "./worker-supervisor.ts";

/** Everything the agent keeps on disk: one state directory, held by one agent at a time. */
export interface Store {
  readonly directory: string;
  /** A journal in `<name>.db`: the last `capacity` entries, default 100 000, and at most `maximumBytes`, default 256 MiB. */
  openJournal(name: string, options?: { capacity?: number; maximumBytes?: number }): Promise<Journal>;
  openIndexMap(name: string): Promise<IndexMap>;
  /** The same file may be opened any number of times. */
  openStateFile<T>(options: Omit<StateFileOptions<T>, "directory" | "logger" | "onLost" | "turns">): StateFile<T>;
  /** Calls each time the worker dies; until another one runs, journals refuse everything with `E_STORE_GONE`. */
  onFailure(listener: (error: StoreError) => void): Unsubscribe;
  /** Finishes what was asked for, closes all files and lets go of the directory. */
  close(): Promise<void>;
}

export interface StoreOptions {
  readonly directory: string;
  readonly logger: Logger;
  /** This process, named to a second agent that wants the same directory. */
  readonly pid: number;
  /** User this process runs as; a directory of another one, root aside, is not used. */
  readonly uid?: number | undefined;
  /** Makes the UUID of a new epoch. */
  readonly randomUuid: () => string;
  /** Identity of this boot of the machine, `/proc/sys/kernel/random/boot_id` on Linux. */
  readonly bootId?: string | undefined;
  /** Told of each state file that is lost, by the name of its file without `.json`. */
  readonly onLost?: ((name: string, problem: string) => void) | undefined;
  /** For the pause before a dead worker is replaced. */
  readonly clock?: Clock;
  /** Entry of the worker, for tests. */
  readonly workerEntry?: URL | undefined;
}

/** Creates the directory (mode 0700) when needed and takes it, else throws `E_STATE_DIRECTORY_IN_USE`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { directory, logger, onLost } = options;
  await prepareDirectory(options);
  const journals: WorkerJournal[] = [];
  const turns = new Map<string, Turns>();
  const lock = { directory, pid: options.pid };
  const worker = new WorkerSupervisor({
    clock: options.clock ?? systemClock,
    logger,
    start: () => new StoreWorker(logger, options.workerEntry),
    async prepare(replacement) {
      await replacement.request("lock", lock);
      for (const journal of journals) await journal.reopen(replacement);
    },
  });
  try {
    await worker.request("lock", lock);
  } catch (error) {
    await worker.close();
    throw error instanceof StoreError && error.code === "E_STORE_FAILED" ? unusable(directory, error) : error;
  }
  return {
    directory,
    async openJournal(name, { capacity = 100_000, maximumBytes = 256 * 1024 * 1024 } = {}) {
      const journal = await WorkerJournal.open(worker, {
        file: join(directory, `${name}.db`),
        capacity,
        maximumBytes,
        newEpoch: options.randomUuid(),
        bootId: options.bootId ?? null,
      });
      if (journal.opening.kind === "replaced") {
        logger.error({ journal: name, ...journal.opening }, "a journal was unusable and a new epoch begins");
      }
      journals.push(journal);
      return journal;
    },
    openIndexMap: (name) => openIndexMap({ directory, logger, name, newEpoch: options.randomUuid() }),
    openStateFile(fileOptions) {
      const own = turns.get(fileOptions.name) ?? new Turns();
      turns.set(fileOptions.name, own);
      return openStateFile({ ...fileOptions, directory, logger, onLost, turns: own });
    },
    onFailure: (listener) => worker.onFailure(listener),
    close: () => worker.close(),
  };
}

async function prepareDirectory({ directory, logger, uid: own }: StoreOptions): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const { mode, uid } = await stat(directory);
    // Whoever owns it reads every secret in it, whatever its mode.
    if (own !== undefined && uid !== own && uid !== 0) {
      const text = `cannot use ${directory} as state directory: it belongs to user ${uid}, the agent runs as ${own}`;
      throw new UsageError("E_STATE_DIRECTORY", text, { directory, uid });
    }
    if ((mode & 0o077) === 0) return;
    logger.warn({ directory, mode: (mode & 0o777).toString(8) }, "the state directory was open to others");
    await chmod(directory, 0o700);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw unusable(directory, error);
  }
}

function unusable(directory: string, error: unknown): UsageError {
  const text = `cannot use ${directory} as state directory: ${messageOf(error)}`;
  return new UsageError("E_STATE_DIRECTORY", text, { directory }, { cause: error });
}
