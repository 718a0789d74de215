import { open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import { Emitter, type Unsubscribe } from "../base/emitter.ts";
import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { redact } from "../store/secrets.ts";

export interface AuditLogOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Size at which a new file begins, default 1 MiB. */
  readonly maximumFileSize?: number;
  /** Files kept, the current one included; default 5. */
  readonly files?: number;
}

const maximumLine = 8 * 1024;
const maximumWaiting = 10_000;

/** Who did what, when and from where: JSON lines in `audit.log`, rotated, without secrets. Recording never blocks. */
export class AuditLog {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #maximumFileSize: number;
  readonly #files: number;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  readonly #troubles: Emitter<string | null>;
  #trouble: string | null = null;
  #lost = 0;

  constructor({ directory, clock, logger, maximumFileSize = 1024 * 1024, files = 5 }: AuditLogOptions) {
    this.#path = join(directory, "audit.log");
    this.#clock = clock;
    this.#logger = logger;
    this.#maximumFileSize = maximumFileSize;
    this.#files = files;
    this.#troubles = new Emitter("audit log", logger);
  }

  /** Why entries are being lost; null while they are written. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Tells when entries begin to be lost (the reason), and when they are written again (null). */
  onTrouble(listener: (reason: string | null) => void): Unsubscribe {
    return this.#troubles.on(listener);
  }

  /** Entries that could not be written, because the disk failed or did not follow. */
  get lost(): number {
    return this.#lost;
  }

  record(entry: Readonly<Record<string, unknown>>): void {
    if (this.#waiting.length >= maximumWaiting) {
      this.#lost++;
      return;
    }
    this.#waiting.push(lineOf({ at: new Date(this.#clock.wall()).toISOString(), ...entry }));
    this.#writing ??= this.#drain();
  }

  /** Resolves when everything recorded so far is on disk, or lost. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #drain(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        await this.#rotate();
        await this.#append(lines.join(""));
        this.#tell(null);
      } catch (error) {
        this.#lost += lines.length;
        this.#tell(messageOf(error));
      }
    }
    this.#writing = undefined;
  }

  #tell(trouble: string | null): void {
    const began = this.#trouble === null;
    if (began === (trouble === null)) {
      this.#trouble = trouble;
      return;
    }
    this.#trouble = trouble;
    const facts = { file: this.#path, lost: this.#lost };
    if (trouble === null) this.#logger.info(facts, "the audit log is written again, it has a gap");
    else this.#logger.error({ ...facts, error: trouble }, "the audit log cannot be written");
    this.#troubles.emit(trouble);
  }

  async #append(text: string): Promise<void> {
    const file = await open(this.#path, "a", 0o600);
    try {
      await file.writeFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  async #rotate(): Promise<void> {
    if ((await sizeOf(this.#path)) < this.#maximumFileSize) return;
    const name = (index: number) => (index === 0 ? this.#path : `${this.#path}.${index}`);
    await rm(name(this.#files - 1), { force: true });
    for (let index = this.#files - 2; index >= 0; index--) {
      if ((await sizeOf(name(index))) >= 0) await rename(name(index), name(index + 1));
    }
  }
}

function lineOf(entry: Record<string, unknown>): string {
  const line = JSON.stringify(redact(entry));
  if (line.length <= maximumLine) return `${line}\n`;
  return `${JSON.stringify({ at: entry["at"], what: entry["what"], cut: line.slice(0, maximumLine / 2) })}\n`;
}

/** -1 when there is no such file. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return -1;
    throw error;
  }
}
