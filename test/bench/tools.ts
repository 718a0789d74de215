import { spawn } from "node:child_process";
import { DeviceRefusedError } from "../../src/base/errors.ts";

/** Where a simulated controller listens on LAN. */
export interface Lan {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** What a tool or the agent says of the analog sensors: name to value in the sensor's unit. */
export type Values = ReadonlyMap<string, number>;

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
  const session = ["-D", "LAN_2_0", "-I", "3", "-W", "opensesspriv", "-l", "ADMIN", "-h", `${lan.host}:${lan.port}`];
  const login = ["-u", lan.user, "-p", lan.password];
  const output = ["--comma-separated-output", "--no-header-output", "--quiet-cache", "--sdr-cache-directory", cache];
  return run("ipmi-sensors", [...session, ...login, ...output, "--bridge-sensors", ...options]);
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

/** Names may repeat between boards; each further one gets a number, in the order of the list. */
function toValues(rows: readonly (readonly [string | undefined, string | undefined])[]): Values {
  const values = new Map<string, number>();
  for (const [name, reading] of rows) {
    if (name === undefined || reading === undefined || !Number.isFinite(Number(reading))) continue;
    let unique = name;
    for (let n = 2; values.has(unique); n++) unique = `${name} #${n}`;
    values.set(unique, Number(reading));
  }
  return values;
}
