/** Controllers reached through the ipmitool program: one long-lived interactive process per controller. */
import { type Clock, every } from "../../base/clock.ts";
import { messageOf } from "../../base/errors.ts";
import { type Connection, Lane, type RawRequest } from "../../ipmi/connection.ts";
import { Backoff, type BackoffRange } from "../backoff.ts";
import { BaseConnection, type TransportOptions } from "../base-connection.ts";
import { maxResponse } from "../bridge.ts";
import { Counters } from "../counters.ts";
import type { OnOutcome, Outcome } from "../outcome.ts";
import { argumentsFor, environmentFor, type IpmitoolInterface, type Retransmission, type Route } from "./arguments.ts";
import { isRepeatable } from "./repeatable.ts";
import { readRawReply } from "./reply.ts";
import { Shell, type ShellResult, type SpawnProcess } from "./shell.ts";

export type { IpmitoolInterface } from "./arguments.ts";
export type { SpawnProcess } from "./shell.ts";

export interface IpmitoolOptions extends TransportOptions {
  readonly interface: IpmitoolInterface;
  /** Starts processes; node:child_process's `spawn` fits. */
  readonly spawn: SpawnProcess;
  /** Default `ipmitool`, looked for in `searchPath`. */
  readonly program?: string | undefined;
  /** PATH of the process. */
  readonly searchPath?: string | undefined;
  /** Default three sends, one second apart. */
  readonly retransmission?: Retransmission | undefined;
  /** Time for one command before the process is killed and replaced, milliseconds. Default 5000. */
  readonly answerMs?: number | undefined;
  /** Time to open a session, milliseconds. Default 10000. */
  readonly startMs?: number | undefined;
  readonly reconnect?: BackoffRange | undefined;
  /** A session idle this long is kept from expiring (IPMI 2.0 section 6.12.15: 60 s and less), milliseconds. */
  readonly keepAliveMs?: number | undefined;
}

/** Characters of what ipmitool said that are passed on. */
const LONGEST_WORDS = 200;
const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const mainRoute: Route = { channel: 0, lun: 0 };
const mainKey = keyOf(mainRoute);
/** Processes for other channels and LUNs kept at once beside the main one. */
const maxSideShells = 3;
/**
 * Commands written at once. ipmitool does one after the other, so that controllers see one at a time; it only need not
 * wait for us in between.
 */
const ahead = 8;
const notAcknowledged = 0x83;
const getDeviceId: RawRequest = { netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array(0) };

/** Opens a connection through ipmitool. It connects, and reconnects, by itself; see `state`. */
export function openIpmitool(options: IpmitoolOptions): Connection {
  return new IpmitoolConnection(options);
}

class IpmitoolConnection extends BaseConnection {
  readonly #options: IpmitoolOptions;
  readonly #clock: Clock;
  readonly #backoff: Backoff;
  readonly #ownAddress: number;
  /** By channel and LUN, least recently used first. */
  readonly #shells = new Map<string, Shell>();
  /** Those being started, by channel and LUN. */
  readonly #starting = new Map<string, Promise<Shell | undefined>>();
  /** Every process that has not ended, those being replaced included. */
  readonly #living = new Set<Shell>();
  readonly #stopKeepAlive: () => void;
  #cancelReconnect = () => {};
  #linked = false;
  #complained = false;
  #lastWords: string | undefined;

  constructor(options: IpmitoolOptions) {
    const capabilities = { events: false, pipelining: ahead, targets: 1, bridging: true, lun: true, maxResponse };
    const limits = { outstandingBridged: ahead, outstandingPerTarget: ahead };
    super("ipmitool", capabilities, options, new Counters<string>(), limits);
    this.#options = options;
    this.#clock = options.clock;
    this.#ownAddress = options.ownAddress ?? 0x20;
    this.#backoff = new Backoff(options.reconnect ?? { firstMs: 500, maxMs: 30_000 }, options.random);
    const keepAliveMs = options.keepAliveMs ?? 15_000;
    this.#stopKeepAlive = every(this.#clock, keepAliveMs, () => this.#keepAlive(keepAliveMs));
    void this.#connect();
  }

  protected exchange(request: RawRequest, _now: number, onOutcome: OnOutcome): void {
    this.callBack(this.#carry(request), onOutcome);
  }

  async #carry(request: RawRequest): Promise<Outcome> {
    const address = request.target?.address ?? this.#ownAddress;
    const route = { channel: request.target?.channel ?? 0, lun: request.lun };
    // ipmitool bridges to no address that is the controller's own, on whatever channel: the controller would answer.
    if (address === this.#ownAddress && route.channel !== 0) return { kind: "absent" };
    const shared = this.#starting.has(keyOf(route));
    const shell = await this.#shell(route);
    // One failure to start a process is one silence, however many wait for it.
    if (shell === undefined) return shared ? { kind: "again" } : { kind: "silent", who: "controller" };
    const outcome = await this.#raw(shell, address, request);
    if (request.target === undefined) return outcome;
    if (outcome.kind === "response" && outcome.response.completionCode === notAcknowledged) return { kind: "absent" };
    return outcome.kind === "silent" ? this.#blame() : outcome;
  }

  protected async shutdown(): Promise<void> {
    this.#stopKeepAlive();
    this.#cancelReconnect();
    await Promise.all([...this.#living].map((shell) => shell.end()));
  }

  async #connect(): Promise<void> {
    const shell = await this.#shell(mainRoute);
    if (this.closed) return;
    if (shell === undefined) this.#scheduleConnect();
    else {
      this.#backoff.reset();
      this.#complained = false;
      this.#lastWords = undefined;
      this.#linked = true;
      this.logger.info({}, "the session is open");
      this.linkUp();
    }
  }

  #scheduleConnect(): void {
    this.#linked = false;
    this.linkDown(this.#lastWords);
    this.#cancelReconnect = this.#clock.after(this.#backoff.next(), () => void this.#connect());
  }

  /** A shell that takes commands; undefined when the controller grants no session. */
  async #shell(route: Route): Promise<Shell | undefined> {
    const key = keyOf(route);
    const known = this.#shells.get(key);
    if (known !== undefined) {
      this.#shells.delete(key);
      this.#shells.set(key, known);
      return known;
    }
    if (this.closed) return undefined;
    const starting = this.#starting.get(key) ?? this.#open(key, route).finally(() => this.#starting.delete(key));
    this.#starting.set(key, starting);
    return starting;
  }

  async #open(key: string, route: Route): Promise<Shell | undefined> {
    this.#makeRoom();
    const shell = this.#start(route);
    if (shell === undefined) return undefined;
    this.#living.add(shell);
    if ((await shell.started).kind !== "text") {
      this.#complain(shell.lastWords);
      shell.kill();
      return undefined;
    }
    if (this.closed || !shell.alive) return undefined;
    this.#shells.set(key, shell);
    return shell;
  }

  /** Undefined when the machine cannot have another process: that throws for want of memory. */
  #start(route: Route): Shell | undefined {
    const { interface: way, spawn, program = "ipmitool", searchPath = systemPath } = this.#options;
    try {
      return new Shell({
        spawn,
        program,
        args: argumentsFor(way, route, this.#options.retransmission ?? { intervalSeconds: 1, attempts: 3 }),
        env: environmentFor(way, searchPath),
        clock: this.#clock,
        logger: this.logger,
        counters: this.counters,
        startMs: this.#options.startMs ?? 10_000,
        commandMs: this.#options.answerMs ?? 5000,
        onEnd: (shell) => this.#onEnd(shell),
      });
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, "no process for ipmitool could be had");
      return undefined;
    }
  }

  #makeRoom(): void {
    const side = this.#sideShells();
    const idle = side.filter((shell) => shell.waiting === 0);
    for (const shell of idle.slice(0, Math.max(0, side.length - maxSideShells + 1))) this.#retire(shell);
  }

  #sideShells(): Shell[] {
    return [...this.#shells].filter(([key]) => key !== mainKey).map(([, shell]) => shell);
  }

  #onEnd(shell: Shell): void {
    this.#living.delete(shell);
    for (const [key, known] of this.#shells) {
      if (known !== shell) continue;
      this.#shells.delete(key);
      if (key === mainKey && this.#linked && !this.closed) {
        this.logger.warn({}, "ipmitool ended by itself");
        this.#scheduleConnect();
      }
    }
  }

  async #raw(shell: Shell, address: number, request: RawRequest): Promise<Outcome> {
    const alone = !isRepeatable(request);
    const command = `raw ${[request.netFn, request.cmd, ...request.data].map(hex).join(" ")}`;
    const written = shell.turn.then(() => this.#write(shell, address, command, alone));
    shell.turn = written.then((sent) => (alone && sent.kind === "sent" ? sent.result : undefined));
    const sent = await written;
    if (sent.kind !== "sent") return sent;
    const result = await sent.result;
    if (result.kind === "unread") return { kind: "again" };
    if (result.kind === "timeout") {
      this.#discard(shell);
      return { kind: "silent", who: "controller" };
    }
    if (result.kind === "ended") return { kind: "lost" };
    const { reply, garbage } = readRawReply(result.text, command);
    for (let line = 0; line < garbage; line++) this.counters.count("garbage");
    if (reply.kind === "response") return reply;
    if (reply.kind === "unreadable") {
      this.#discard(shell);
      return { kind: "lost" };
    }
    // Perhaps the controller no longer knows the session; a new process will show. Nor shall those behind it wait as long
    // for the same silence.
    if (address === this.#ownAddress || shell.waiting > 0) this.#discard(shell);
    return { kind: "silent", who: "controller" };
  }

  /** Writes one command when its turn has come; the shell's target changes only between commands. */
  async #write(
    shell: Shell,
    address: number,
    command: string,
    alone: boolean,
  ): Promise<Outcome | { readonly kind: "sent"; readonly result: Promise<ShellResult> }> {
    const turned = address !== (shell.target ?? this.#ownAddress);
    if (alone || turned) await shell.idle();
    if (!shell.alive || this.#retired(shell)) return { kind: "again" };
    shell.usedAt = this.#clock.monotonic();
    if (turned) {
      const told = await shell.run(`set targetaddr ${hex(address)}`);
      if (told.kind !== "text" || !told.text.includes(`Set remote IPMB address to ${hex(address)}`)) {
        this.#discard(shell);
        return told.kind === "timeout" ? { kind: "silent", who: "controller" } : { kind: "lost" };
      }
      shell.target = address;
    }
    return { kind: "sent", result: shell.run(command) };
  }

  /** No longer one that takes requests. */
  #retired(shell: Shell): boolean {
    return ![...this.#shells.values()].includes(shell);
  }

  /** Takes a process out of use; the next request starts another. */
  #discard(shell: Shell): void {
    this.#forget(shell);
    shell.kill();
  }

  /** The same for one that is idle: it closes its session. */
  #retire(shell: Shell): void {
    this.#forget(shell);
    void shell.end();
  }

  #forget(shell: Shell): void {
    for (const [key, known] of this.#shells) if (known === shell) this.#shells.delete(key);
  }

  /** A bridged request got no answer: whether the controller itself is alive tells who is to blame. */
  async #blame(): Promise<Outcome> {
    const shell = await this.#shell(mainRoute);
    if (shell === undefined) return { kind: "silent", who: "controller" };
    const alive = await this.#raw(shell, this.#ownAddress, getDeviceId);
    return { kind: "silent", who: alive.kind === "response" ? "target" : "controller" };
  }

  #keepAlive(idleMs: number): void {
    const idle = (shell: Shell) => shell.waiting === 0 && this.#clock.monotonic() - shell.usedAt >= idleMs / 2;
    for (const shell of this.#sideShells().filter(idle)) this.#retire(shell);
    const main = this.#shells.get(mainKey);
    if (!this.#linked || main === undefined || !idle(main)) return;
    this.request(getDeviceId, { lane: Lane.discovery }).catch((error: unknown) => {
      this.logger.debug({ error: messageOf(error) }, "the session could not be kept alive");
    });
  }

  #complain(lastWords: string): void {
    if (this.closed) return;
    const secret = this.#options.interface.password;
    const output = secret === "" ? lastWords : lastWords.replaceAll(secret, "***");
    const first = output.split("\n")[0]!.trim();
    this.#lastWords = `ipmitool could not open a session${first === "" ? "" : `: ${first.slice(0, LONGEST_WORDS)}`}`;
    if (this.#complained) return;
    this.#complained = true;
    this.logger.warn({ output }, "ipmitool could not open a session");
  }
}

function keyOf(route: Route): string {
  return `${route.channel}/${route.lun}`;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}
