/** ipmi_sim's command line over TCP: telnet negotiation, a prompt, errors on lines that start with `**`. */
import { connect, type Socket } from "node:net";
import type { Clock } from "../../src/base/clock.ts";
import { type AgentError, DeviceRefusedError, DeviceSilentError, UsageError } from "../../src/base/errors.ts";

/** ipmi_sim keeps 1023 characters of a console line. */
const maxLine = 1000;
/** Replies are short; more than this is not a command line. */
const maxReply = 65_536;
const promptText = "> ";

export interface ConsoleAddress {
  readonly host: string;
  readonly port: number;
}

export interface ConsoleOptions {
  readonly clock: Clock;
  /** Longest wait for the connection and for each reply, milliseconds. */
  readonly timeoutMs?: number;
}

/** One connection; commands run one after the other. */
export class SimulatorConsole {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #received = "";
  #telnet: number[] = [];
  #waiting: { settle: (reply: string | AgentError) => void } | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #broken: AgentError | undefined;

  private constructor(socket: Socket, options: ConsoleOptions) {
    this.#socket = socket;
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs ?? 5000;
    socket.on("data", (data: Buffer) => this.#take(data));
    socket.on("error", (error) => this.#break(new DeviceSilentError("E_LINK_DOWN", `console: ${error.message}`)));
    socket.on("close", () => this.#break(new DeviceSilentError("E_LINK_DOWN", "the simulator closed its console")));
  }

  /** Rejects with DeviceSilentError `E_LINK_DOWN` when nobody listens, `E_TIMEOUT` when nothing answers. */
  static async open(address: ConsoleAddress, options: ConsoleOptions): Promise<SimulatorConsole> {
    const socket = connect({ host: address.host, port: address.port });
    const console = new SimulatorConsole(socket, options);
    try {
      await console.#reply(() => {});
      await console.#reply(() => socket.write("noecho\n"));
    } catch (error) {
      socket.destroy();
      throw error;
    }
    return console;
  }

  /**
   * Runs one command and gives what it printed. Rejects with DeviceRefusedError `E_SIM_COMMAND` when the simulator
   * refuses it.
   */
  run(command: string): Promise<string> {
    if (/[\r\n]/.test(command) || command.length > maxLine)
      return Promise.reject(
        new UsageError("E_SIM_COMMAND", "a console command is one line of at most 1000 characters"),
      );
    const result = this.#queue.then(async () => {
      const reply = await this.#reply(() => this.#socket.write(`${command}\n`));
      if (/^\*\*/m.test(reply))
        throw new DeviceRefusedError("E_SIM_COMMAND", `ipmi_sim refused "${command}": ${reply.trim()}`, { command });
      return reply;
    });
    // The caller sees the failure; the next command goes on.
    this.#queue = Promise.allSettled([result]);
    return result;
  }

  /** Waits for commands under way: ipmi_sim dies of a console that closes before its output was read. */
  async close(): Promise<void> {
    await this.#queue;
    await new Promise<void>((resolve) => {
      if (this.#socket.destroyed) return resolve();
      this.#socket.once("close", () => resolve());
      this.#socket.end();
      this.#clock.after(1000, () => this.#socket.destroy());
    });
  }

  #reply(send: () => void): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken);
      const cancel = this.#clock.after(this.#timeoutMs, () => {
        this.#break(
          new DeviceSilentError("E_TIMEOUT", `the simulator's console did not answer in ${this.#timeoutMs} ms`),
        );
        this.#socket.destroy();
      });
      this.#waiting = {
        settle: (reply) => {
          cancel();
          this.#waiting = undefined;
          if (typeof reply === "string") resolve(reply);
          else reject(reply);
        },
      };
      send();
    });
  }

  #take(data: Uint8Array): void {
    for (const byte of data) {
      // Telnet: FFh, a verb, an option. The simulator negotiates once, at the start.
      if (this.#telnet.length > 0) {
        this.#telnet.push(byte);
        if (this.#telnet.length === 3) this.#telnet = [];
      } else if (byte === 0xff) this.#telnet.push(byte);
      else if (byte !== 0x0d && byte !== 0) this.#received += String.fromCharCode(byte);
    }
    if (this.#received.length > maxReply) {
      this.#break(new DeviceSilentError("E_LINK_DOWN", "the console's reply does not end"));
      this.#socket.destroy();
      return;
    }
    if (this.#received !== promptText && !this.#received.endsWith(`\n${promptText}`)) return;
    const reply = this.#received.slice(0, -promptText.length);
    this.#received = "";
    this.#waiting?.settle(reply);
  }

  #break(error: AgentError): void {
    this.#broken ??= error;
    this.#waiting?.settle(this.#broken);
  }
}
