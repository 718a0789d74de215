/** The worker's side of a journal: one SQLite file with the entries, the cursors and the epoch. */
import { closeSync, existsSync, fdatasync, openSync, renameSync, rmSync } from "node:fs";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Cancel, Clock } from "../base/clock.ts";
import { type AgentError, InternalError, messageOf, UsageError } from "../base/errors.ts";
import { StoreError } from "./errors.ts";
import type {
  AppendReply,
  Durability,
  JournalEntry,
  JournalOpenRequest,
  Opening,
  SerializedError,
} from "./protocol.ts";
import { serializeError } from "./serialize-error.ts";

const applicationId = 0x48504a4c;
const schemaVersion = 1;
const maximumBodyLength = 64 * 1024;
const maximumCursorLength = 4 * 1024;
const maximumRead = 10_000;
const keptDamagedFiles = 3;
/** A power cut loses at most this much of what was committed with durability `normal`. */
const syncDelayMs = 100;
/** More than the sequence numbers a power cut can take back, so that none is given out twice in one epoch. */
const skipAfterPowerCut = 1000;

/** Result codes of SQLite, https://www.sqlite.org/rescode.html. */
const sqlite = {
  error: 1,
  corrupt: 11,
  notADatabase: 26,
  /** Reading fails, is short, or the file system says it is corrupt. */
  unreadable: [266, 522, 8458],
};

const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE entries (sequence INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE cursors (source TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/** Something the log should hold, with the facts to it. */
export type Notice = (notice: string, facts: Record<string, unknown>) => void;

export class JournalDatabase {
  readonly epoch: string;
  readonly opening: Opening;
  readonly #database: DatabaseSync;
  readonly #file: string;
  readonly #capacity: number;
  readonly #maximumBytes: number;
  readonly #clock: Clock;
  readonly #notice: Notice;
  readonly #insert: StatementSync;
  readonly #moveCursor: StatementSync;
  #lastSequence: number;
  #count: number;
  /** Octets of all bodies. */
  #bytes: number;
  #cancelSync: Cancel | undefined;
  #fullNext = false;
  #closed = false;

  /** Opens or creates the file; a file that cannot be used is moved aside and a new epoch begins. */
  static open(request: JournalOpenRequest, clock: Clock, notice: Notice): JournalDatabase {
    const existed = existsSync(request.file);
    const open = (opening: Opening): JournalDatabase => {
      const database = openDatabase(request);
      try {
        return new JournalDatabase(database, request, opening, clock, notice);
      } catch (error) {
        // Left open, it would remove the write-ahead log of its successor by name whenever it is collected.
        database.close();
        throw error;
      }
    };
    try {
      return open({ kind: existed ? "existing" : "created" });
    } catch (error) {
      if (!existed || !isDamage(error)) throw error;
      const keptAs = moveAside(request.file);
      return open({ kind: "replaced", reason: messageOf(error), keptAs });
    }
  }

  private constructor(
    database: DatabaseSync,
    request: JournalOpenRequest,
    opening: Opening,
    clock: Clock,
    notice: Notice,
  ) {
    this.#database = database;
    this.#file = request.file;
    this.#capacity = request.capacity;
    this.#maximumBytes = request.maximumBytes;
    this.#clock = clock;
    this.#notice = notice;
    this.opening = opening;
    this.#insert = database.prepare("INSERT INTO entries (sequence, body) VALUES (?, ?)");
    this.#moveCursor = database.prepare(
      "INSERT INTO cursors (source, value) VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET value = excluded.value",
    );
    this.epoch = this.#meta("epoch") ?? "";
    const held = database.prepare("SELECT count(*) AS n, sum(octet_length(body)) AS bytes FROM entries").get();
    this.#count = Number(held?.["n"] ?? 0);
    this.#bytes = Number(held?.["bytes"] ?? 0);
    this.#lastSequence = Math.max(
      this.#number("SELECT coalesce(max(sequence), 0) AS n FROM entries"),
      Number(this.#meta("floor") ?? 0),
    );
    const powerCut = this.#meta("state") === "open" && this.#meta("boot") !== (request.bootId ?? "");
    if (powerCut) this.#lastSequence += skipAfterPowerCut;
    try {
      this.#transaction("full", () => {
        this.#setMeta("state", "open");
        this.#setMeta("boot", request.bootId ?? "");
        this.#setMeta("floor", String(this.#lastSequence));
      });
    } catch (error) {
      if (isDamage(error)) throw error;
      // A full disk must not hide what is on it.
      notice("the journal can be read but not written", { file: request.file, error: messageOf(error) });
    }
  }

  get lastSequence(): number {
    return this.#lastSequence;
  }

  get count(): number {
    return this.#count;
  }

  /** Writes all acceptable batches in one transaction. */
  append(batches: readonly (readonly JournalEntry[])[], durability: Durability): AppendReply {
    const refused: (SerializedError | null)[] = [];
    const accepted: JournalEntry[] = [];
    let last = this.#lastSequence;
    for (const batch of batches) {
      const problem = check(batch, last);
      refused.push(problem === null ? null : serializeError(problem));
      if (problem !== null) continue;
      accepted.push(...batch);
      last = batch.at(-1)?.sequence ?? last;
    }
    if (accepted.length > 0) {
      const bytes = accepted.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
      const full = durability === "full" || this.#fullNext;
      const pruned = this.#transaction(full ? "full" : "normal", () => {
        for (const { sequence, body, cursor } of accepted) {
          this.#insert.run(sequence, body);
          if (cursor !== undefined) this.#moveCursor.run(cursor.source, cursor.value);
        }
        return this.#prune(this.#count + accepted.length, this.#bytes + bytes);
      });
      this.#count += accepted.length - pruned.count;
      this.#bytes += bytes - pruned.bytes;
      this.#lastSequence = last;
      if (full) this.#fullNext = false;
      else this.#syncSoon();
    }
    return { lastSequence: this.#lastSequence, count: this.#count, refused };
  }

  /** Entries after a sequence number but the first `skip`, oldest first. */
  read(afterSequence: number, limit: number, skip = 0): JournalEntry[] {
    const offset = Math.max(0, Math.min(skip, this.#count));
    return this.#select(`WHERE sequence > ? ORDER BY sequence LIMIT ? OFFSET ${offset}`, afterSequence, limit);
  }

  /** The newest entries, oldest first. */
  latest(limit: number): JournalEntry[] {
    return this.#select("WHERE sequence > ? ORDER BY sequence DESC LIMIT ?", -1, limit).reverse();
  }

  cursors(): Map<string, string> {
    const rows = this.#database.prepare("SELECT source, value FROM cursors").all();
    return new Map(rows.map((row) => [String(row["source"]), String(row["value"])]));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelSync?.();
    try {
      this.#transaction("full", () => this.#setMeta("state", "closed"));
    } finally {
      this.#database.close();
    }
  }

  #select(where: string, after: number, limit: number): JournalEntry[] {
    const rows = this.#database
      .prepare(`SELECT sequence, body FROM entries ${where}`)
      .all(after, Math.max(0, Math.min(limit, maximumRead)));
    return rows.map((row) => ({ sequence: Number(row["sequence"]), body: String(row["body"]) }));
  }

  /**
   * Deletes the oldest entries once a batch of them has gathered beyond the capacity, or while all together are too large;
   * returns how many with how many octets.
   */
  #prune(count: number, bytes: number): { count: number; bytes: number } {
    const batch = Math.max(1, Math.ceil(this.#capacity / 100));
    const gone = { count: 0, bytes: 0 };
    const drop = (most: number): void => {
      const oldest = "SELECT sequence FROM entries ORDER BY sequence LIMIT ?";
      const dropped = this.#database
        .prepare(`DELETE FROM entries WHERE sequence IN (${oldest}) RETURNING octet_length(body) AS n`)
        .all(most);
      gone.count += dropped.length;
      gone.bytes += dropped.reduce((sum, row) => sum + Number(row["n"]), 0);
    };
    if (count >= this.#capacity + batch) drop(count - this.#capacity);
    while (bytes - gone.bytes > this.#maximumBytes && gone.count < count) drop(Math.min(batch, count - gone.count));
    return gone;
  }

  #transaction<T>(durability: Durability, work: () => T): T {
    const full = durability === "full";
    if (full) this.#database.exec("PRAGMA synchronous = FULL");
    try {
      this.#database.exec("BEGIN IMMEDIATE");
      const result = work();
      this.#database.exec("COMMIT");
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    } finally {
      if (full) this.#database.exec("PRAGMA synchronous = NORMAL");
    }
  }

  /** Flushes the write-ahead log without holding up the next append. SQLite keeps no lock on this file. */
  #syncSoon(): void {
    this.#cancelSync ??= this.#clock.after(syncDelayMs, () => {
      this.#cancelSync = undefined;
      if (this.#closed) return;
      const failed = (error: unknown) => {
        this.#fullNext = true;
        this.#notice("the journal could not be flushed to disk", { file: this.#file, error: messageOf(error) });
      };
      try {
        const descriptor = openSync(`${this.#file}-wal`, "r+");
        fdatasync(descriptor, (error) => {
          closeSync(descriptor);
          if (error) failed(error);
        });
      } catch (error) {
        failed(error);
      }
    });
  }

  #number(sql: string): number {
    return Number(this.#database.prepare(sql).get()?.["n"] ?? 0);
  }

  #meta(key: string): string | undefined {
    const value = this.#database.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.["value"];
    return typeof value === "string" ? value : undefined;
  }

  #setMeta(key: string, value: string): void {
    this.#database.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)").run(key, value);
  }
}

function check(batch: readonly JournalEntry[], after: number): AgentError | null {
  let last = after;
  for (const { sequence, body, cursor } of batch) {
    if (!Number.isSafeInteger(sequence) || sequence <= last) {
      return new InternalError("E_JOURNAL_SEQUENCE", `sequence ${sequence} does not follow ${last}`, {
        sequence,
        last,
      });
    }
    const cursorLength = cursor === undefined ? 0 : cursor.source.length + cursor.value.length;
    if (body.length > maximumBodyLength || cursorLength > maximumCursorLength) {
      return new UsageError("E_JOURNAL_ENTRY", "a journal entry is too large", { sequence, length: body.length });
    }
    last = sequence;
  }
  return null;
}

function openDatabase(request: JournalOpenRequest): DatabaseSync {
  // SQLite gives its side files the mode of the main file.
  closeSync(openSync(request.file, "a", 0o600));
  const database = new DatabaseSync(request.file, { enableForeignKeyConstraints: false });
  try {
    database.exec(
      "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA journal_mode = WAL;" +
        // Nobody else opens it, and without the shared index it also opens on a full disk.
        "PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 4194304; PRAGMA temp_store = MEMORY",
    );
    const tables = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"];
    if (tables === 0) {
      database.exec(
        `BEGIN; ${schema} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};`,
      );
      database.prepare("INSERT INTO meta (key, value) VALUES ('epoch', ?)").run(request.newEpoch);
      database.exec("COMMIT");
      return database;
    }
    verify(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function verify(database: DatabaseSync): void {
  const id = database.prepare("PRAGMA application_id").get()?.["application_id"];
  const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
  if (id !== applicationId) throw new StoreError("E_STORE_DAMAGED", "the file is not a journal of this program");
  if (version !== schemaVersion) {
    throw new StoreError("E_STORE_VERSION", `journal version ${version} is not ${schemaVersion}`, { version });
  }
  const problem = database.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (problem !== "ok") throw new StoreError("E_STORE_DAMAGED", String(problem));
  const epoch = database.prepare("SELECT value FROM meta WHERE key = 'epoch'").get()?.["value"];
  if (typeof epoch !== "string" || epoch === "") throw new StoreError("E_STORE_DAMAGED", "the epoch is missing");
}

/** Whether the file itself is unusable, as opposed to a disk that is full, read-only or in use. */
function isDamage(error: unknown): boolean {
  if (error instanceof StoreError) return true;
  const { errcode, code } = error as { errcode?: number; code?: string };
  if (errcode === undefined) return code === "EISDIR" || code === "ELOOP";
  const { error: noSuchTable, corrupt, notADatabase, unreadable } = sqlite;
  return [noSuchTable, corrupt, notADatabase].includes(errcode % 256) || unreadable.includes(errcode);
}

/** Renames an unusable database and its side files; keeps the newest few, drops older ones. */
function moveAside(file: string): string {
  const name = (index: number) => `${file}.damaged-${index}`;
  const sides = ["", "-wal", "-shm"];
  for (let index = keptDamagedFiles; index >= 1; index--) {
    for (const side of sides) {
      if (index === keptDamagedFiles) rmSync(`${name(index)}${side}`, { force: true });
      const from = index === 1 ? `${file}${side}` : `${name(index - 1)}${side}`;
      if (existsSync(from)) renameSync(from, `${name(index)}${side}`);
    }
  }
  return name(1);
}
