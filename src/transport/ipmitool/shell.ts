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

/** overflow: more output than any command prints; unexpected: output while no command runs. */
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

/** ended: the process is gone; timeout: it did not come back to its prompt and was killed. */
export type ShellResult =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "ended" }
  | { readonly kind: "timeout" };

const prompt = "ipmitool> ";
const maxOutput = 16_384;
/** Time for an orderly end, with the session closed, milliseconds. */
const exitMs = 1000;

/**
 * Both outputs become one stream, so that an error is read before the prompt after it. At the end of its input ipmitool's
 * shell reads on for ever, so the kernel is told to kill it when we die without having asked it to exit.
 */
const wrapper = 'exec 2>&1; command -v setpriv >/dev/null && exec setpriv --pdeathsig KILL -- "$@"; exec "$@"';

/** One ipmitool process in interactive mode: a line in, what it prints before the next prompt out. */
export class Shell {
  /** IPMB address the shell sends to; undefined until it was told. */
  target: number | undefined;
  /** Monotonic milliseconds of its last use. */
  usedAt = 0;
  readonly #options: ShellOptions;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #started: Promise<ShellResult>;
  #output = "";
  #finish: ((result: ShellResult) => void) | undefined;
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
    this.#started = this.#await(options.startMs);
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

  /** One command at a time. */
  run(line: string): Promise<ShellResult> {
    if (!this.#alive || this.#finish !== undefined) return Promise.resolve({ kind: "ended" });
    if (this.#output !== "") this.#options.counters.count("unexpected");
    this.#output = "";
    const result = this.#await(this.#options.commandMs);
    this.#child.stdin?.write(`${line}\n`);
    return result;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** Lets it close its session if it can, and waits until the process is gone. */
  async end(): Promise<void> {
    const cancel = this.#options.clock.after(exitMs, () => this.kill());
    if (this.#alive && this.#finish === undefined) this.#child.stdin?.write("exit\n");
    else this.kill();
    await this.#ended;
    cancel();
  }

  #await(ms: number): Promise<ShellResult> {
    return new Promise((resolve) => {
      const cancel: Cancel = this.#options.clock.after(ms, () => {
        this.#finish?.({ kind: "timeout" });
        this.kill();
      });
      this.#finish = (result) => {
        this.#finish = undefined;
        cancel();
        resolve(result);
      };
    });
  }

  #onOutput(text: string): void {
    this.#output += text;
    if (this.#output.length > maxOutput) {
      this.#options.counters.count("overflow");
      this.#output = this.#output.slice(0, maxOutput);
      this.kill();
      return;
    }
    const before = this.#output.length - prompt.length;
    const prompted = this.#output.endsWith(prompt) && (before === 0 || this.#output[before - 1] === "\n");
    if (!prompted || this.#finish === undefined) return;
    const result = this.#output.slice(0, before);
    this.#output = "";
    this.#finish({ kind: "text", text: result });
  }

  #onEnd(): void {
    this.#alive = false;
    this.#finish?.({ kind: "ended" });
    this.#options.onEnd(this);
  }
}
