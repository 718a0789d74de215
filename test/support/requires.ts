import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import * as vitest from "vitest";
import { NotThereError } from "../../src/base/errors.ts";

/** Programs of other projects that tests run beside ours, by the name tests ask for them. */
const programs: Readonly<Record<string, { readonly package: string; readonly program: string }>> = JSON.parse(
  readFileSync(new URL("../../bin/setup/programs.json", import.meta.url), "utf8"),
);

/** `describe` and `it` for tests that need other programs: the real ones, or ones that skip and say what is missing. */
export interface Suite {
  readonly describe: vitest.SuiteAPI["skip"];
  readonly it: vitest.TestAPI["skip"];
}

/**
 * Asks for programs, e.g. `const { describe, it } = requires("ipmi_sim", "ipmitool")`. Where one is missing the tests
 * are skipped under a name that tells which Debian package to install; with `CI=true` a missing one is an error.
 */
export function requires(...names: readonly (keyof typeof programs)[]): Suite {
  const missing = names.filter((name) => !isInstalled(entry(name).program));
  if (missing.length === 0) return { describe: vitest.describe, it: vitest.it };
  const reason = missing.map((name) => `${name} (Debian package ${entry(name).package})`).join(", ");
  if (process.env["CI"] === "true") throw new NotThereError("E_TEST_NEEDS", `these tests need ${reason}`);
  const suffix = ` [needs ${reason}]`;
  return {
    describe: withSuffix(vitest.describe.skip, suffix),
    it: withSuffix(vitest.it.skip, suffix),
  };
}

/** Whether the programs are there, for code that has something else to do without them. */
export function has(...names: readonly (keyof typeof programs)[]): boolean {
  return names.every((name) => isInstalled(entry(name).program));
}

function entry(name: string): { readonly package: string; readonly program: string } {
  const found = programs[name];
  if (found === undefined) {
    throw new NotThereError("E_TEST_NEEDS", `bin/setup/programs.json has no entry "${name}"`);
  }
  return found;
}

// Administrators' programs live in sbin, which is not on every user's path.
function isInstalled(program: string): boolean {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return program.startsWith("/")
    ? existsSync(program)
    : folders.some((folder) => folder !== "" && existsSync(join(folder, program)));
}

function withSuffix<T extends object>(target: T, suffix: string): T {
  return new Proxy(target, {
    apply(fn, self, args: unknown[]) {
      const [name, ...rest] = args;
      return Reflect.apply(fn as never, self, [`${String(name)}${suffix}`, ...rest]);
    },
  });
}
