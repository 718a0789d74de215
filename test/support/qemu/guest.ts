/** A Linux guest in QEMU with a real IPMI device, whose BMC is an ipmi_sim of the host. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { DeviceRefusedError, DeviceSilentError } from "../../../src/base/errors.ts";
import { type GuestImage, repository } from "./guest-image.ts";

export interface GuestOptions {
  readonly image: GuestImage;
  /** Port of the VM interface of the ipmi_sim that is this guest's BMC. It must listen already. */
  readonly vmPort: number;
  /** MiB. */
  readonly memory?: number;
}

export interface Finished {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** A command that runs in the guest. */
export interface Running {
  readonly finished: Promise<Finished>;
  output(): Promise<string>;
  errors(): Promise<string>;
}

export interface Guest {
  /** Folder of the host that the guest has at /ctl. */
  readonly folder: string;
  /** Starts a shell command in the checkout, which is read-only and has the same path as here. */
  start(command: string): Promise<Running>;
  /** Runs a shell command to its end; DeviceRefusedError when its status is not 0. */
  run(command: string): Promise<string>;
  /** Asks the agent in the guest; needs test/system/guest/ask.ts to run there. Rejects with what it says instead. */
  ask<T>(path: string): Promise<T>;
  stop(): Promise<void>;
}

const bootTimeoutMs = 60_000;
const commandTimeoutMs = 120_000;
const lookMs = 10;
const setpriv = "/usr/bin/setpriv";

/** Boots a guest; it takes commands when this resolves. It ends with this process. */
export async function startGuest({ image, vmPort, memory = 512 }: GuestOptions): Promise<Guest> {
  const folder = await mkdtemp(join(tmpdir(), "hpi-agent-guest-"));
  await writeFile(join(folder, "repository"), repository);
  const share = (id: string, path: string, more: string) => [
    "-fsdev",
    `local,id=${id},path=${path},security_model=none${more}`,
    "-device",
    `virtio-9p-pci,fsdev=${id},mount_tag=${id}`,
  ];
  const qemu = [
    "qemu-system-x86_64",
    // Where there is a /dev/kvm, it need not work.
    ...["-machine", "q35,accel=tcg", "-cpu", "max", "-smp", "1", "-m", String(memory)],
    ...["-display", "none", "-nodefaults", "-no-reboot", "-serial", `file:${join(folder, "console")}`],
    ...["-kernel", image.kernel, "-initrd", image.initrd, "-append", "console=ttyS0 quiet panic=-1"],
    ...share("repository", repository, ",readonly=on"),
    ...share("ctl", folder, ""),
    ...["-chardev", `socket,id=ipmi,host=127.0.0.1,port=${vmPort},reconnect=1`],
    ...["-device", "ipmi-bmc-extern,id=bmc,chardev=ipmi", "-device", "isa-ipmi-kcs,bmc=bmc"],
  ];
  const guarded = existsSync(setpriv) ? [setpriv, "--pdeathsig", "KILL", "--", ...qemu] : qemu;
  const child = spawn(guarded[0]!, guarded.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
  const guest = new QemuGuest(child, folder);
  try {
    await guest.booted();
  } catch (error) {
    await guest.stop();
    throw error;
  }
  return guest;
}

class QemuGuest implements Guest {
  readonly folder: string;
  readonly #child: ChildProcess;
  #commands = 0;
  #questions = 0;
  #complaints = "";

  constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.folder = folder;
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-2000);
    });
    child.on("error", (error) => {
      this.#complaints += error.message;
    });
  }

  async booted(): Promise<void> {
    await this.#until(() => existsSync(join(this.folder, "ready")), bootTimeoutMs, "boot");
  }

  start(command: string): Promise<Running> {
    return this.#start(command, Number.POSITIVE_INFINITY);
  }

  async #start(command: string, timeoutMs: number): Promise<Running> {
    const number = ++this.#commands;
    const path = (end: string) => join(this.folder, `${number}.${end}`);
    await writeFile(path("tmp"), `${command}\n`);
    await rename(path("tmp"), path("cmd"));
    const text = async (end: string) => (existsSync(path(end)) ? await readFile(path(end), "utf8") : "");
    const finished = async (): Promise<Finished> => {
      await this.#until(() => existsSync(path("rc")), timeoutMs, command);
      return { status: Number(await text("rc")), output: await text("out"), errors: await text("err") };
    };
    const end = finished();
    // Whoever does not wait for the end must not fail when the guest is stopped before.
    end.catch(() => undefined);
    return { finished: end, output: () => text("out"), errors: () => text("err") };
  }

  async run(command: string): Promise<string> {
    const { status, output, errors } = await (await this.#start(command, commandTimeoutMs)).finished;
    if (status === 0) return output;
    throw new DeviceRefusedError("E_TEST_GUEST", `${command}: status ${status}\n${output}${errors}`);
  }

  async ask<T>(path: string): Promise<T> {
    const number = ++this.#questions;
    const question = join(this.folder, `question-${number}`);
    const answer = join(this.folder, `answer-${number}`);
    await writeFile(`${question}.new`, path);
    await rename(`${question}.new`, question);
    await this.#until(() => existsSync(answer), commandTimeoutMs, path);
    const body = JSON.parse(await readFile(answer, "utf8"));
    if ("refused" in body) throw new DeviceRefusedError("E_TEST_GUEST", `${path}: ${body.refused}`);
    return body;
  }

  async stop(): Promise<void> {
    if (this.#running) {
      const closed = once(this.#child, "close");
      this.#child.kill("SIGKILL");
      await closed;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  get #running(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async #until(condition: () => boolean, timeoutMs: number, what: string): Promise<void> {
    const until = performance.now() + timeoutMs;
    while (!condition()) {
      if (this.#running && performance.now() < until) {
        await wait(lookMs);
        continue;
      }
      const console = join(this.folder, "console");
      const said = existsSync(console) ? readFileSync(console, "latin1").slice(-2000) : "";
      const why = this.#running ? "took too long" : "the guest has ended";
      throw new DeviceSilentError("E_TEST_GUEST", `${what}: ${why}\n${this.#complaints}${said}`);
    }
  }
}
