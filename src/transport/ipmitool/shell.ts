import type { ChildProcess } from "node:child_process";
import type { Cancel, Clock } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Counters } from "../counters.ts";

/** Starts a process; node:child_process's `spawn` fits. */
export type SpawnProcess = (
  program: string,
  args: readonly string[],
  options: { readonly env: Record<string, string>; readonly stdio: ["pipe", "pipe", "ignore"] },
) => ChildProcess;

/** overflow: more output than any command prints; unexpected: output that belongs to no command. */
export type ShellRejected = "overflow" | "unexpected";

export interface ShellOptions {
  readonly spawn: SpawnProcess;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly counters: Counters<ShellRejected>;
  /** Time for the first prompt, which includes opening the session, milliseconds. */
  readonly startMs: number;
  /** Time for one command, milliseconds. */
  readonly commandMs: number;
  /** The process has ended, whatever the reason. */
  readonly onEnd: (shell: Shell) => void;
}

/**
 * ended: the process is gone; timeout: it did not come back to its prompt and was killed; unread: it went before it came
 * to this command.
 */
export type ShellResult =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "ended" }
  | { readonly kind: "timeout" }
  | { readonly kind: "unread" };

/** A command written and not answered. */
interface Waiting {
  readonly line: string;
  readonly ms: number;
  readonly done: Promise<ShellResult>;
  readonly resolve: (result: ShellResult) => void;
  cancel: Cancel;
}

const prompt = "ipmitool> ";
const maxOutput = 16_384;
/** Time for an orderly end, with the session closed, milliseconds. */
const exitMs = 1000;

/**
 * Both outputs become one stream, so that an error is read before the prompt after it. At the end of its input ipmitool's
 * shell reads on for ever, so the kernel is told to kill it when we die without having asked it to exit.
 */
const wrapper = 'exec 2>&1; command -v setpriv >/dev/null && exec setpriv --pdeathsig KILL -- "$@"; exec "$@"';

/**
 * One ipmitool process in interactive mode: a line in, what it prints before the next prompt out. Lines may be written
 * before those ahead were answered: it reads and does them one after the other, and echoes each line it takes.
 */
export class Shell {
  /** IPMB address the shell sends to; undefined until it was told. */
  target: number | undefined;
  /** Monotonic milliseconds of its last use. */
  usedAt = 0;
  /** Ends when the last command that asked for a turn was written. */
  turn: Promise<unknown> = Promise.resolve();
  readonly #options: ShellOptions;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #started: Promise<ShellResult>;
  /** In the order written; the first one is being done. */
  readonly #waiting: Waiting[] = [];
  #output = "";
  #alive = true;

  constructor(options: ShellOptions) {
    const { spawn, program, args, env, logger } = options;
    this.#options = options;
    this.#child = spawn("sh", ["-c", wrapper, "sh", program, ...args], { env, stdio: ["pipe", "pipe", "ignore"] });
    this.#ended = new Promise((resolve) => {
      // "close" alone misses a process that could not be started.
      this.#child.once("error", resolve);
      this.#child.once("close", resolve);
    });
    void this.#ended.then(() => this.#onEnd());
    this.#child.on("error", (error) => logger.debug({ error: messageOf(error) }, "ipmitool could not be started"));
    this.#child.stdin?.on("error", (error) => logger.debug({ error: messageOf(error) }, "ipmitool's input is closed"));
    this.#child.stdout?.setEncoding("latin1");
    this.#child.stdout?.on("data", (text: string) => this.#onOutput(text));
    this.#started = this.#await("", options.startMs);
  }

  /** Resolves with `text` once the shell takes commands, else see `lastWords`. */
  get started(): Promise<ShellResult> {
    return this.#started;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** The last thing it printed, for the log. */
  get lastWords(): string {
    return this.#output.trim().slice(-200);
  }

  /** Commands written and not answered. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Runs one command after those that wait already. */
  run(line: string): Promise<ShellResult> {
    if (!this.#alive) return Promise.resolve({ kind: "ended" });
    if (this.#waiting.length === 0) this.#dropOutput();
    const result = this.#await(line, this.#options.commandMs);
    this.#child.stdin?.write(`${line}\n`);
    return result;
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#waiting.length > 0) await this.#waiting.at(-1)!.done;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Lets it close its session if it can, and waits until the process is gone. */
  async end(): Promise<void> {
    const cancel = this.#options.clock.after(exitMs, () => this.kill());
    if (this.#alive && this.#waiting.length === 0) this.#child.stdin?.write("exit\n");
    else this.kill();
    await this.#ended;
    cancel();
  }

  #await(line: string, ms: number): Promise<ShellResult> {
    const { promise: done, resolve } = Promise.withResolvers<ShellResult>();
    this.#waiting.push({ line, ms, done, resolve, cancel: () => {} });
    if (this.#waiting.length === 1) this.#watch();
    return done;
  }

  /** The first command's time runs from when it is the first. */
  #watch(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    first.cancel = this.#options.clock.after(first.ms, () => {
      this.#waiting.shift();
      first.resolve({ kind: "timeout" });
      this.kill();
      this.#abandon();
    });
  }

  #onOutput(text: string): void {
    this.#output += text;
    for (let length = this.#outputOfFirst(); length >= 0; length = this.#outputOfFirst()) {
      const first = this.#waiting.shift()!;
      first.cancel();
      const printed = this.#output.slice(0, length);
      this.#output = this.#output.slice(length + prompt.length);
      first.resolve({ kind: "text", text: printed });
      this.#watch();
    }
    if (this.#output.length > maxOutput) {
      this.#options.counters.count("overflow");
      this.#output = this.#output.slice(0, maxOutput);
      this.kill();
    }
  }

  /** Length of what the first command printed, -1 while it is not done: a prompt, and nothing or the next line behind. */
  #outputOfFirst(): number {
    const [first, next] = this.#waiting;
    if (first === undefined) return -1;
    for (let at = this.#output.indexOf(prompt); at >= 0; at = this.#output.indexOf(prompt, at + 1)) {
      if (at > 0 && this.#output[at - 1] !== "\n") continue;
      const rest = this.#output.slice(at + prompt.length, at + prompt.length + (next?.line.length ?? 1));
      if (rest === "" || next?.line.startsWith(rest)) return at;
    }
    return -1;
  }

  #dropOutput(): void {
    if (this.#output !== "") this.#options.counters.count("unexpected");
    this.#output = "";
  }

  /** It never came to these. */
  #abandon(): void {
    for (const { resolve } of this.#waiting.splice(0)) resolve({ kind: "unread" });
  }

  #onEnd(): void {
    this.#alive = false;
    const first = this.#waiting.shift();
    first?.cancel();
    first?.resolve({ kind: "ended" });
    this.#abandon();
    this.#options.onEnd(this);
  }
}
