import { execFile } from "node:child_process";

export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs another program to its end; never rejects for its exit code. `env` is added to a small clean environment. */
export function run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<RunResult> {
  const { PATH = "", HOME = "/tmp", TMPDIR = "/tmp" } = process.env;
  const environment = { PATH: `${PATH}:/usr/sbin:/sbin`, HOME, TMPDIR, LC_ALL: "C", ...env };
  return new Promise((resolve, reject) => {
    execFile(program, [...args], { env: environment, maxBuffer: 1 << 26, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code === "string") return reject(error);
      resolve({ code: error === null ? 0 : ((error.code as number | undefined) ?? null), stdout, stderr });
    });
  });
}
