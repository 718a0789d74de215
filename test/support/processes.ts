import { readdirSync, readFileSync } from "node:fs";

/** The direct children of a process, as the kernel knows them: a minimal Debian has no ps. */
export function children(parent: number): readonly { readonly pid: number; readonly name: string }[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((entry) => {
      const stat = statOf(entry);
      // pid (name) state ppid …; the name may hold anything, brackets too: proc(5).
      const [, name = "", ppid] = /^\d+ \((.*)\) \S (\d+)/s.exec(stat) ?? [];
      return Number(ppid) === parent ? [{ pid: Number(entry), name }] : [];
    });
}

/** Empty where the process ended meanwhile. */
function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")) return "";
    throw error;
  }
}
