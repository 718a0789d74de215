/** Other people's programs, asked about a simulated machine. Passwords go by environment and file, never by argument. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BmcAddress } from "../../simulators/index.ts";

const run = promisify(execFile);
const sbin = { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin` };

/** Runs ipmitool over LAN; rejects when it fails. `-C 3` avoids ten seconds of asking for cipher suites. */
export function ipmitool(bmc: Pick<BmcAddress, "lan">, ...args: readonly string[]): Promise<string> {
  return ipmitoolOver(["lanplus", "-C", "3"], bmc, args);
}

/** The same in a session of IPMI 1.5, where everybody can read along. */
export function readableIpmitool(bmc: Pick<BmcAddress, "lan">, ...args: readonly string[]): Promise<string> {
  return ipmitoolOver(["lan"], bmc, args);
}

async function ipmitoolOver(
  link: readonly string[],
  { lan }: Pick<BmcAddress, "lan">,
  args: readonly string[],
): Promise<string> {
  const to = ["-I", ...link, "-H", lan.host, "-p", `${lan.port}`, "-U", lan.user, "-E"];
  const { stdout } = await run("ipmitool", [...to, ...args], { env: { ...sbin, IPMI_PASSWORD: lan.password } });
  return stdout;
}

/** Tools that read no sensor data records. */
const withoutCache: readonly string[] = ["bmc-info", "ipmi-chassis", "ipmi-config", "ipmi-dcmi"];

/** Runs one of FreeIPMI's tools with a cache of its own. */
export function freeipmi(bmc: Pick<BmcAddress, "lan">, tool: string, ...args: readonly string[]): Promise<string> {
  return freeipmiOver(["-D", "LAN_2_0", "-I", "3", "-W", "opensesspriv"], bmc, tool, args);
}

/** The same in a session of IPMI 1.5, where everybody can read along. */
export function readableFreeipmi(
  bmc: Pick<BmcAddress, "lan">,
  tool: string,
  ...args: readonly string[]
): Promise<string> {
  return freeipmiOver(["-D", "LAN"], bmc, tool, args);
}

async function freeipmiOver(
  link: readonly string[],
  { lan }: Pick<BmcAddress, "lan">,
  tool: string,
  args: readonly string[],
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "hpi-freeipmi-"));
  try {
    const config = join(directory, "freeipmi.conf");
    await writeFile(config, `username ${lan.user}\npassword ${lan.password}\n`, { mode: 0o600 });
    const to = ["--config-file", config, ...link, "-h", `${lan.host}:${lan.port}`];
    const cache = withoutCache.includes(tool) ? [] : ["--quiet-cache", "--sdr-cache-directory", directory];
    const { stdout } = await run(tool, [...to, ...cache, ...args], { env: sbin });
    return stdout;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export interface ListedSensor {
  readonly name: string;
  readonly number: number;
  readonly reading: string;
}

/** The sensors in ipmitool's `sdr elist`; locators left out. */
export function sensorsIn(output: string): ListedSensor[] {
  return output.split("\n").flatMap((line) => {
    const [name, number, , , reading] = line.split("|").map((cell) => cell.trim());
    if (name === undefined || number === undefined || reading === undefined) return [];
    if (/ @ ?[0-9A-F]{2}h$/.test(reading)) return [];
    return [{ name, number: Number.parseInt(number, 16), reading }];
  });
}
