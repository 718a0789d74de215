/** The file by which others find a running simulator. It holds the LAN user's password: mode 0600. */
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import { messageOf, NotThereError, UsageError } from "../src/base/errors.ts";

const port = z.number().int().min(1).max(65_535);
const endpoint = z.object({ host: z.string(), port });

const bmc = z.object({
  /** Name of the controller in the machine description. */
  name: z.string(),
  /** ipmi_sim's process id. */
  pid: z.number().int().positive(),
  vm: endpoint,
  lan: endpoint.extend({ user: z.string(), password: z.string() }),
  console: endpoint,
});

/** Where one BMC of a simulator is reached. */
export type BmcAddress = z.infer<typeof bmc>;

/** Where a management module of a BladeCenter is reached by SNMP; protocols by net-snmp's names. */
const managementModule = endpoint.extend({
  bay: z.number().int(),
  community: z.string(),
  user: z.string(),
  authProtocol: z.literal("SHA"),
  authPassword: z.string(),
  privProtocol: z.literal("AES"),
  privPassword: z.string(),
});

export type ModuleAddress = z.infer<typeof managementModule>;

const address = bmc.omit({ name: true }).extend({
  /** Name, or absolute path, of the machine description. */
  machine: z.string(),
  /** All BMCs; the addresses beside this are those of the first. */
  bmcs: z.array(bmc),
  /** Of a BladeCenter; none elsewhere. */
  managementModules: z.array(managementModule).readonly(),
});

const attachFile = address.extend({
  bmcs: z.array(bmc).default([]),
  managementModules: z.array(managementModule).readonly().default([]),
  /** Where the program that runs the simulator can be told what to do; without it, only ipmi_sim itself can. */
  control: endpoint.extend({ token: z.string() }).optional(),
});

/** Where a simulator is reached. */
export type SimulatorAddress = z.infer<typeof address>;
export type AttachFile = z.infer<typeof attachFile>;

/** Rejects with NotThereError `E_NO_ATTACH_FILE` or UsageError `E_ATTACH_FILE`. */
export async function readAttachFile(path: string): Promise<AttachFile> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new NotThereError("E_NO_ATTACH_FILE", `cannot read ${path}: ${messageOf(error)}`, { path }, { cause: error });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError("E_ATTACH_FILE", `${path} is not JSON: ${messageOf(error)}`, { path }, { cause: error });
  }
  const parsed = attachFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new UsageError("E_ATTACH_FILE", `${path}: ${faults.join("; ")}`, { path });
}

/**
 * Appears whole or not at all, also in the place of one that a killed simulator left. UsageError `E_ATTACH_FILE` where
 * it cannot be written or something else lies there.
 */
export async function writeAttachFile(
  path: string,
  { machine, pid, vm, lan, console, control, bmcs, managementModules }: AttachFile,
): Promise<void> {
  // A file that is there has to be an attach file.
  await readAttachFile(path).catch((error: unknown) => {
    if (!isMissing(error)) throw new UsageError("E_ATTACH_FILE", `${path} is there and no attach file`, { path });
  });
  const temporary = `${path}.${process.pid}.tmp`;
  const content = { machine, pid, vm, lan, console, control, bmcs, managementModules };
  try {
    // What a killed process of this number left.
    await rm(temporary, { force: true });
    await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    await rename(temporary, path).catch(async (error: unknown) => {
      await rm(temporary, { force: true });
      throw error;
    });
  } catch (error) {
    throw new UsageError("E_ATTACH_FILE", `cannot write ${path}: ${messageOf(error)}`, { path }, { cause: error });
  }
}

/** Leaves alone what is not the file of this simulator. */
export async function removeAttachFile(path: string, pid: number): Promise<void> {
  const found = await readAttachFile(path).catch(() => undefined);
  if (found?.pid === pid) await rm(path, { force: true });
}

function isMissing(error: unknown): boolean {
  const cause = error instanceof NotThereError ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR");
}
