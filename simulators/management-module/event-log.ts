/** The event log that both management modules keep: the newest entry is number 1. */
import type { Clock } from "../../src/base/clock.ts";
import { dateAndTime } from "./text.ts";

export type Severity = "INFO" | "WARN" | "ERR";

/** As in the chassis' modules; the oldest entries go. */
const capacity = 768;

export interface LogEntry {
  readonly severity: Severity;
  /** `BLADE_03`. */
  readonly source: string;
  readonly text: string;
}

export class EventLog {
  readonly #clock: Clock;
  readonly #name: string;
  readonly #tell: (entry: LogEntry) => void;
  #entries: string[] = [];

  /** `name` is that of the chassis, in every entry; `tell` gets each entry that is added. */
  constructor(clock: Clock, name: string, tell: (entry: LogEntry) => void) {
    this.#clock = clock;
    this.#name = name;
    this.#tell = tell;
  }

  get size(): number {
    return this.#entries.length;
  }

  add(severity: Severity, source: string, text: string): void {
    const { date, time } = dateAndTime(this.#clock.wall());
    const short = `${date.slice(0, 6)}${date.slice(8)}`;
    this.#entries.push(
      `Severity:${severity.padEnd(4)}  Source:${source}  Name:${this.#name}  Date:${short}  Time:${time}  Text:${text}`,
    );
    if (this.#entries.length > capacity) this.#entries.shift();
    this.#tell({ severity, source, text });
  }

  clear(): void {
    this.#entries = [];
  }

  /** Empty beyond the oldest. */
  entry(index: number): string {
    return this.#entries[this.#entries.length - index] ?? "";
  }
}
