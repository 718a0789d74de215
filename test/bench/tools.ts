import { spawn } from "node:child_process";
import { DeviceRefusedError } from "../../src/base/errors.ts";

/** Where a simulated controller listens on LAN. */
export interface Lan {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** What a tool or the agent says of the analog sensors: for each name the values, in rising order. */
export type Values = ReadonlyMap<string, readonly number[]>;

export interface Run {
  readonly ms: number;
  readonly output: string;
}

/** Runs a program to its end; the time is from just before exec to the end of its output. */
export function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, {
      env: { ...process.env, ...env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString("latin1");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString("latin1");
    });
    child.on("error", reject);
    child.on("close", (status) => {
      const ms = performance.now() - started;
      if (status === 0) resolve({ ms, output });
      else reject(new DeviceRefusedError("E_BENCH_TOOL", `${command} ${args.join(" ")}: ${status}\n${errors}`));
    });
  });
}

/** `ipmitool` over RMCP+ with a named cipher suite: without one it waits ten seconds for an answer that never comes. */
export function ipmitool(lan: Lan, ...command: readonly string[]): Promise<Run> {
  const session = ["-I", "lanplus", "-C", "3", "-H", lan.host, "-p", String(lan.port), "-U", lan.user, "-E"];
  return run("ipmitool", [...session, ...command], { IPMI_PASSWORD: lan.password });
}

/** `ipmi-sensors` with its SDR cache in `cache`; other controllers' sensors are bridged as ipmitool does by itself. */
export function ipmiSensors(lan: Lan, cache: string, ...options: readonly string[]): Promise<Run> {
  const output = ["--comma-separated-output", "--no-header-output", "--quiet-cache", "--sdr-cache-directory", cache];
  return run("ipmi-sensors", [...freeipmiSession(lan), ...output, "--bridge-sensors", ...options]);
}

/** What FreeIPMI takes to start, log in and ask one question. */
export function bmcInfo(lan: Lan): Promise<Run> {
  return run("bmc-info", [...freeipmiSession(lan), "--get-device-id"]);
}

function freeipmiSession({ host, port, user, password }: Lan): string[] {
  const session = ["-D", "LAN_2_0", "-I", "3", "-W", "opensesspriv", "-l", "ADMIN", "-h", `${host}:${port}`];
  return [...session, "-u", user, "-p", password];
}

/** Values in `ipmitool sdr elist`: `Temp 1 | 01h | ok | 7.1 | 41 degrees C`. Sensors without a reading are left out. */
export function valuesOfIpmitool(output: string): Values {
  const rows = output.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return toValues(rows.map(([name, , , , reading]) => [name, /^-?[\d.]+(?= )/.exec(reading ?? "")?.[0]]));
}

/** Values in the comma-separated output of `ipmi-sensors`: `4,Temp 1,Temperature,41.00,C,'OK'`. */
export function valuesOfIpmiSensors(output: string): Values {
  const rows = output.split("\n").map((line) => line.split(","));
  return toValues(rows.map(([, name, , reading]) => [name, reading === "N/A" ? undefined : reading]));
}

/** Names repeat between boards, in another order with each tool: so values of one name are compared as a set. */
export function toValues(rows: readonly (readonly [string | undefined, string | number | undefined])[]): Values {
  const values = new Map<string, number[]>();
  for (const [name, reading] of rows) {
    if (name === undefined || reading === undefined || !Number.isFinite(Number(reading))) continue;
    values.set(name, [...(values.get(name) ?? []), Number(reading)]);
  }
  for (const list of values.values()) list.sort((a, b) => a - b);
  return values;
}

export function countOf(values: Values): number {
  return [...values.values()].reduce((sum, list) => sum + list.length, 0);
}

/** The tools print two decimals, and round the last one differently. */
const rounding = 0.0101;

/** Throws DeviceRefusedError `E_BENCH_DIFFERENT` where two lists do not tell the same values of the same sensors. */
export function assertEqual(who: string, ours: Values, theirs: Values): void {
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  const different = [...names].filter((name) => {
    const [a = [], b = []] = [ours.get(name), theirs.get(name)];
    return a.length !== b.length || a.some((value, i) => Math.abs(value - b[i]!) > rounding);
  });
  if (different.length === 0 && names.size > 0) return;
  const show = different.slice(0, 5).map((name) => `${name}: ${ours.get(name)} / ${theirs.get(name)}`);
  throw new DeviceRefusedError(
    "E_BENCH_DIFFERENT",
    `the agent and ${who} differ, so there is no figure: ${show.join("; ")}`,
  );
}
