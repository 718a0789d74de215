import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { messageOf } from "../../../src/base/errors.ts";
import { has } from "../requires.ts";

export interface GuestImage {
  readonly kernel: string;
  readonly initrd: string;
}

export type GuestImageResult =
  | { readonly kind: "ready"; readonly image: GuestImage }
  /** Why this machine cannot have one, as other skipped tests say it. */
  | { readonly kind: "unavailable"; readonly needs: string };

const here = fileURLToPath(new URL(".", import.meta.url));
export const repository = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
const cache = join(repository, "node_modules", ".cache", "hpi-agent");
const buildTimeoutMs = 180_000;

/** What a guest boots from; built at the first call (10 s and 70 MB of download), found again later. */
export async function guestImage(): Promise<GuestImageResult> {
  if (process.arch !== "x64") return { kind: "unavailable", needs: "an x86-64 machine" };
  const programs = ["qemu", "kmod", "xz"] as const;
  const lacking = programs.filter((name) => !has(name));
  if (lacking.length > 0) {
    const packages = { qemu: "qemu-system-x86", kmod: "kmod", xz: "xz-utils" };
    return {
      kind: "unavailable",
      needs: lacking.map((name) => `${name} (Debian package ${packages[name]})`).join(", "),
    };
  }
  const script = join(here, "build-guest.sh");
  const init = join(here, "init");
  const version = createHash("sha256").update(readFileSync(script)).update(readFileSync(init)).digest("hex");
  const folder = join(cache, `guest-${version.slice(0, 16)}`);
  if (!existsSync(folder)) {
    const problem = await build(script, init, folder);
    if (problem !== undefined) return { kind: "unavailable", needs: `a kernel of Debian's: ${problem}` };
  }
  return { kind: "ready", image: { kernel: join(folder, "vmlinux"), initrd: join(folder, "initrd.cpio") } };
}

/** Builds beside the folder and moves it there when it is whole. */
async function build(script: string, init: string, folder: string): Promise<string | undefined> {
  await mkdir(cache, { recursive: true });
  const temporary = await mkdtemp(`${folder}-`);
  try {
    await promisify(execFile)("sh", [script, temporary, init, process.execPath], { timeout: buildTimeoutMs });
    await rename(temporary, folder);
    await removeFormer(folder);
    return undefined;
  } catch (error) {
    // Somebody else built the same meanwhile.
    if (existsSync(folder)) return undefined;
    const output = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    return `${output}${messageOf(error)}`.trim().split("\n").at(-1);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Images of former versions: 75 MB each. */
async function removeFormer(folder: string): Promise<void> {
  const former = (await readdir(cache)).filter((name) => /^guest-[0-9a-f]{16}$/.test(name));
  for (const name of former.filter((name) => join(cache, name) !== folder)) {
    await rm(join(cache, name), { recursive: true, force: true });
  }
}
