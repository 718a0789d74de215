/** ipmitool and FreeIPMI asking a controller of one test on 127.0.0.1. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { simPassword, simUser } from "../support/ipmi-sim.ts";

const run = promisify(execFile);
const environment = { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin`, IPMI_PASSWORD: simPassword, TZ: "UTC" };

/** Tools of FreeIPMI that have no cache of sensor data records to keep apart. */
const withoutCache = new Set(["bmc-info", "ipmi-chassis", "ipmi-dcmi", "ipmi-raw"]);

export interface Asked {
  readonly port: number;
  /** `none`: the responder of this folder, without authentication; `rmcpplus`: ipmi_sim. */
  readonly session: "none" | "rmcpplus";
}

/** What ipmitool prints; rejects when it fails. */
export async function ipmitool({ port, session }: Asked, ...args: readonly string[]): Promise<string> {
  const how = session === "none" ? ["-I", "lan", "-A", "NONE"] : ["-I", "lanplus", "-C", "3", "-U", simUser, "-E"];
  const where = ["-H", "127.0.0.1", "-p", String(port), "-R", "1", "-N", "2"];
  const { stdout } = await run("ipmitool", [...how, ...where, ...args], { env: environment, encoding: "latin1" });
  return stdout;
}

/** What a tool of FreeIPMI prints; rejects when it fails. */
export async function freeipmi({ port, session }: Asked, tool: string, ...args: readonly string[]): Promise<string> {
  const cache = await mkdtemp(join(tmpdir(), "hpi-agent-freeipmi-"));
  try {
    const how =
      session === "none"
        ? ["-D", "LAN", "-a", "NONE", "-l", "ADMIN"]
        : ["-D", "LAN_2_0", "-u", simUser, "-p", simPassword, "-l", "ADMIN", "-W", "opensesspriv"];
    const where = ["-h", `127.0.0.1:${port}`, "--session-timeout=3000"];
    const cached = withoutCache.has(tool) ? [] : ["--quiet-cache", `--sdr-cache-directory=${cache}`];
    const { stdout } = await run(tool, [...how, ...where, ...cached, ...args], {
      env: environment,
      encoding: "latin1",
    });
    return stdout;
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

/** The lines `name : value` of a printout, names trimmed; of equal names all values, in order. */
export function printed(output: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const line of output.split("\n")) {
    const match = /^\s*([^:]+?)\s*:\s*(.*?)\s*$/.exec(line);
    if (match === null) continue;
    const [, name, value] = match;
    values.set(name!, [...(values.get(name!) ?? []), value!]);
  }
  return values;
}
