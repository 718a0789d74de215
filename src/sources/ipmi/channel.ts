import { DeviceRefusedError, WireError } from "../../base/errors.ts";
import { type Command, type SendOptions, send } from "../../ipmi/command.ts";
import { CompletionError } from "../../ipmi/completion-error.ts";
import { type Connection, Lane, type Target } from "../../ipmi/connection.ts";

/** Discovery waits behind everything else, so it has patience. */
const DISCOVERY_MS = 30_000;

/** Runs commands at one controller in one lane. */
export class Channel {
  readonly #connection: Connection;
  readonly #options: SendOptions;

  constructor(connection: Connection, options: SendOptions) {
    this.#connection = connection;
    this.#options = options;
  }

  static discovery(connection: Connection, mc: { readonly target: Target | undefined }, signal: AbortSignal): Channel {
    return new Channel(connection, { lane: Lane.discovery, timeoutMs: DISCOVERY_MS, target: mc.target, signal });
  }

  /** Whether no other controller stands in between. */
  get direct(): boolean {
    return this.#options.target === undefined;
  }

  /** Requests worth asking at once. */
  get width(): number {
    const { pipelining, targets = pipelining } = this.#connection.capabilities;
    return this.direct || targets === 1 ? pipelining : 1;
  }

  /** Most data bytes of one answer after its completion code. */
  get maxResponse(): number {
    const { direct, bridged } = this.#connection.capabilities.maxResponse;
    return this.direct ? direct : bridged;
  }

  send<Request, Response>(
    command: Command<Request, Response>,
    request: Request,
    options: SendOptions = {},
  ): Promise<Response> {
    return send(this.#connection, command, request, { ...this.#options, ...options });
  }

  /** The same, with null for a refusal: a command the controller does not have, or has not for this subject. */
  async ask<Request, Response>(
    command: Command<Request, Response>,
    request: Request,
    options: SendOptions = {},
  ): Promise<Response | null> {
    try {
      return await this.send(command, request, options);
    } catch (error) {
      if (error instanceof CompletionError || error instanceof DeviceRefusedError || error instanceof WireError) {
        return null;
      }
      throw error;
    }
  }
}
