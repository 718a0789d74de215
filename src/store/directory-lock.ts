/**
 * One agent per state directory. The lock is a file lock of the kernel (SQLite's exclusive lock on an empty file), so it
 * ends with its holder, however that dies; the process id beside it only serves the message.
 */
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UsageError } from "../base/errors.ts";

export class DirectoryLock {
  readonly #database: DatabaseSync;
  readonly #pidFile: string;

  /** Throws `E_STATE_DIRECTORY_IN_USE`, naming the holder's process id, when another agent holds the directory. */
  static take(directory: string, pid: number): DirectoryLock {
    const file = join(directory, "agent.lock");
    const pidFile = join(directory, "agent.pid");
    closeSync(openSync(file, "a", 0o600));
    const database = new DatabaseSync(file, { timeout: 0 });
    try {
      database.exec("BEGIN EXCLUSIVE");
    } catch (error) {
      database.close();
      if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error;
      const holder = holderOf(pidFile);
      throw new UsageError(
        "E_STATE_DIRECTORY_IN_USE",
        `the state directory ${directory} is in use by ${holder === null ? "another agent" : `process ${holder}`}`,
        { directory, pid: holder },
      );
    }
    writeFileSync(pidFile, `${pid}\n`, { mode: 0o600 });
    return new DirectoryLock(database, pidFile);
  }

  private constructor(database: DatabaseSync, pidFile: string) {
    this.#database = database;
    this.#pidFile = pidFile;
  }

  release(): void {
    rmSync(this.#pidFile, { force: true });
    this.#database.close();
  }
}

const sqliteBusy = 5;

function holderOf(pidFile: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(pidFile, "utf8").slice(0, 20), 10);
    return Number.isSafeInteger(pid) ? pid : null;
  } catch {
    // The holder is just starting or ending; the lock itself has already answered the question.
    return null;
  }
}
