/** What the kernel tells of the machine as a whole. */
export interface HostLoad {
  readonly upSeconds: number;
  readonly processes: number;
  /** In units of 1024 octets. */
  readonly memory: { readonly total: number; readonly used: number };
  readonly swap: { readonly total: number; readonly used: number };
}

/** Reads /proc (proc(5)): uptime, loadavg, meminfo. Undefined when that is not there or not understood. */
export async function readHostLoad(
  readText: (path: string) => Promise<string | undefined>,
): Promise<HostLoad | undefined> {
  const [uptime, loadavg, meminfo] = await Promise.all(
    ["/proc/uptime", "/proc/loadavg", "/proc/meminfo"].map((path) => readText(path)),
  );
  const upSeconds = Number(/^(\d+)/.exec(uptime ?? "")?.[1]);
  const processes = Number(/ \d+\/(\d+) /.exec(loadavg ?? "")?.[1]);
  const size = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(meminfo ?? "")?.[1]);
  const memory = used(size("MemTotal"), size("MemAvailable"));
  const swap = used(size("SwapTotal"), size("SwapFree"));
  if (![upSeconds, processes, memory.used, swap.used].every(Number.isSafeInteger)) return undefined;
  return { upSeconds, processes, memory, swap };
}

function used(total: number, free: number): { readonly total: number; readonly used: number } {
  return { total, used: Math.max(0, total - free) };
}
