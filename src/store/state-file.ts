/**
 * Small versioned JSON files that must survive crashes and disk faults. Every write puts the same content into the file
 * and then into its copy, so whatever was acknowledged outlives damage to either of them.
 */
import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { StoreError } from "./errors.ts";

export type StateResult<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "missing" }
  /** The file was unusable and its copy was taken instead: nothing acknowledged is lost. */
  | { readonly kind: "damaged-recovered"; readonly value: T; readonly problem: string }
  /** Both were unusable; the bad file is kept beside as `<name>.json.damaged`. */
  | { readonly kind: "damaged-lost"; readonly problem: string };

export interface StateFileOptions<T> {
  readonly directory: string;
  /** File name without its `.json`; also checked inside the file. */
  readonly name: string;
  /** Schema version that `write` produces. */
  readonly version: number;
  /** Turns parsed JSON of `version` or an older one into a value; throws when it does not fit. */
  readonly decode: (raw: unknown, version: number) => T;
  readonly logger: Logger;
  /** Told when the file and its copy are both unusable, and with them what they held. */
  readonly onLost?: ((name: string, problem: string) => void) | undefined;
  /** Whoever opens the same file more than once gives each the same one. */
  readonly turns?: Turns | undefined;
}

/** Runs what it is given one after the other, so that no read clears away what a write is about to put in place. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    // Its failure is its caller's.
    this.#last = Promise.allSettled([turn]);
    return turn;
  }
}

export interface StateFile<T> {
  /** Reads, repairs from the copy, and clears away what a crash left behind. */
  read(): Promise<StateResult<T>>;
  /** Resolves when the value is on disk. Of several waiting writes only the newest is made; all of them resolve. */
  write(value: T): Promise<void>;
}

/** Bytes. What is larger is not read, and so not written either. */
const maximumSize = 32 * 1024 * 1024;

export function openStateFile<T>(options: StateFileOptions<T>): StateFile<T> {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(options.name)) {
    throw new UsageError("E_STATE_NAME", `"${options.name}" is not a name for a state file`);
  }
  return new VersionedFile(options);
}

class VersionedFile<T> implements StateFile<T> {
  readonly #options: StateFileOptions<T>;
  readonly #path: string;
  readonly #copy: string;
  readonly #turns: Turns;
  #waiting: { value: T; done: PromiseWithResolvers<void> } | undefined;
  #writing = false;

  constructor(options: StateFileOptions<T>) {
    this.#options = options;
    this.#path = join(options.directory, `${options.name}.json`);
    this.#copy = `${this.#path}.copy`;
    this.#turns = options.turns ?? new Turns();
  }

  read(): Promise<StateResult<T>> {
    return this.#turns.take(() => this.#read());
  }

  async #read(): Promise<StateResult<T>> {
    await rm(temporary(this.#path), { force: true });
    await rm(temporary(this.#copy), { force: true });
    const main = await this.#load(this.#path);
    const copy = await this.#load(this.#copy);
    if (main.kind === "value") {
      if (copy.kind !== "value" || copy.text !== main.text) await this.#repair(this.#copy, main.text);
      return { kind: "value", value: main.value };
    }
    if (main.kind === "missing" && copy.kind === "missing") return { kind: "missing" };
    const problem = main.kind === "missing" ? "the file is missing" : main.problem;
    const facts = { file: this.#path, problem };
    if (main.kind === "damaged") await this.#setAside(this.#path);
    if (copy.kind === "value") {
      this.#options.logger.warn(facts, "a damaged state file was restored from its copy");
      await this.#repair(this.#path, copy.text);
      return { kind: "damaged-recovered", value: copy.value, problem };
    }
    if (main.kind === "missing") await this.#setAside(this.#copy);
    else await rm(this.#copy, { force: true, recursive: true });
    this.#options.logger.error(facts, "a state file is lost");
    this.#options.onLost?.(this.#options.name, problem);
    return { kind: "damaged-lost", problem };
  }

  write(value: T): Promise<void> {
    if (this.#waiting !== undefined) {
      this.#waiting.value = value;
      return this.#waiting.done.promise;
    }
    this.#waiting = { value, done: Promise.withResolvers<void>() };
    const { promise } = this.#waiting.done;
    if (!this.#writing) void this.#drain();
    return promise;
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    // Values of one turn are coalesced.
    await Promise.resolve();
    while (this.#waiting !== undefined) {
      const { value, done } = this.#waiting;
      this.#waiting = undefined;
      try {
        await this.#turns.take(() => this.#replace(value));
        done.resolve();
      } catch (error) {
        const facts = { file: this.#path };
        done.reject(
          new StoreError("E_STATE_WRITE", `cannot write ${this.#path}: ${messageOf(error)}`, facts, { cause: error }),
        );
      }
    }
    this.#writing = false;
  }

  async #replace(value: T): Promise<void> {
    const text = encode(this.#options, value);
    if (Buffer.byteLength(text) > maximumSize) throw new StoreError("E_STATE_WRITE", "it could not be read again");
    // A full disk is found out before either of them changes.
    await writeTemporary(this.#path, text);
    await writeTemporary(this.#copy, text);
    await rename(temporary(this.#path), this.#path);
    await rename(temporary(this.#copy), this.#copy);
    await syncDirectory(this.#options.directory);
  }

  /** Keeps what is unusable, whatever it is; what cannot be moved is no reason not to go on. */
  async #setAside(path: string): Promise<void> {
    const aside = `${this.#path}.damaged`;
    try {
      await rm(aside, { force: true, recursive: true });
      await rename(path, aside);
    } catch (error) {
      this.#options.logger.warn({ file: path, error: messageOf(error) }, "a damaged state file could not be set aside");
    }
  }

  /** A repair that fails is not fatal: the value is known and the next write tries again. */
  async #repair(path: string, text: string): Promise<void> {
    try {
      // No file takes the place of a directory. The other one of the two is whole.
      await rm(path, { force: true, recursive: true });
      await replaceFile(path, text);
      await syncDirectory(this.#options.directory);
    } catch (error) {
      this.#options.logger.warn({ file: path, error: messageOf(error) }, "a state file could not be restored");
    }
  }

  async #load(path: string): Promise<Loaded<T>> {
    try {
      const text = await readBounded(path, this.#options.logger);
      return { kind: "value", text, value: decode(this.#options, text) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return { kind: "missing" };
      return { kind: "damaged", problem: messageOf(error) };
    }
  }
}

type Loaded<T> =
  | { readonly kind: "value"; readonly value: T; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "damaged"; readonly problem: string };

/** One header line with name, version and checksum, then one line of JSON. */
function encode<T>(options: StateFileOptions<T>, value: T): string {
  const body = JSON.stringify(value);
  const header = { state: options.name, version: options.version, sha256: checksum(body) };
  return `${JSON.stringify(header)}\n${body}\n`;
}

function decode<T>(options: StateFileOptions<T>, text: string): T {
  const end = text.indexOf("\n");
  const damaged = (why: string) => new StoreError("E_STATE_DAMAGED", why, { name: options.name });
  if (end < 0 || end > 500 || !text.endsWith("\n")) throw damaged("the header is missing");
  const header = JSON.parse(text.slice(0, end)) as { state?: unknown; version?: unknown; sha256?: unknown };
  const body = text.slice(end + 1, -1);
  if (header.state !== options.name) throw damaged("the file holds something else");
  if (header.sha256 !== checksum(body)) throw damaged("the checksum does not match");
  if (typeof header.version !== "number" || header.version > options.version) {
    throw new StoreError("E_STATE_VERSION", `version ${String(header.version)} is newer than ${options.version}`);
  }
  return options.decode(JSON.parse(body), header.version);
}

function checksum(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

async function readBounded(path: string, logger: Logger): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size, mode } = await file.stat();
    if (size > maximumSize) throw new StoreError("E_STATE_DAMAGED", "the file is too large", { path, size });
    if ((mode & 0o077) !== 0) {
      logger.warn({ file: path, mode: (mode & 0o777).toString(8) }, "a state file could be read or written by others");
      await file.chmod(0o600);
    }
    return await readFile(file, "utf8");
  } finally {
    await file.close();
  }
}

/** Puts `text` at `path` in one step: readers see the old content or the new one, whole. Mode 0600. */
export async function replaceFile(path: string, text: string): Promise<void> {
  await writeTemporary(path, text);
  await rename(temporary(path), path);
}

async function writeTemporary(path: string, text: string): Promise<void> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
  const file = await open(temporary(path), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes renames in a directory survive a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function temporary(path: string): string {
  return `${path}.tmp`;
}
