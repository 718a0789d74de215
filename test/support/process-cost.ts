import { readFileSync } from "node:fs";

/** What a process of this machine has used so far. */
export interface ProcessCost {
  /** Processor time of all its threads, seconds. */
  readonly cpuSeconds: number;
  readonly rssMegabytes: number;
}

const TICKS_PER_SECOND = 100;

/** Reads /proc (proc(5)): utime and stime of `stat`, VmRSS of `status`. */
export function costOf(pid: number): ProcessCost {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The command's name in parentheses may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const rss = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    rssMegabytes: Number(rss?.[1]) / 1024,
  };
}
