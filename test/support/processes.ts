import { execFileSync } from "node:child_process";

/** The direct children of a process. */
export function children(parent: number): readonly { readonly pid: number; readonly name: string }[] {
  const table = execFileSync("ps", ["-e", "-o", "pid=,ppid=,comm="], { encoding: "utf8" });
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid]) => ppid === String(parent))
    .map(([pid, , name = ""]) => ({ pid: Number(pid), name }));
}
