import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import { ErrorStatus } from "../../snmp/pdu.ts";
import type { Assignment, CellWriter, WrittenValue } from "../../snmp/set.ts";

/** Where texts that managers have set are kept. */
export interface SettingsPort {
  load(): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  store(settings: Readonly<Record<string, string>>): Promise<void> | void;
}

const MOST_SETTINGS = 20_000;

/** Texts that managers have set by SNMP, by name. A change is seen at once and stored behind it; `kept` waits for that. */
export class Settings {
  readonly #port: SettingsPort;
  readonly #logger: Logger;
  readonly #values: Map<string, string>;
  #storing: Promise<void> | undefined;
  #dirty = false;
  #failure: unknown;

  private constructor(port: SettingsPort, logger: Logger, values: Readonly<Record<string, string>>) {
    this.#port = port;
    this.#logger = logger;
    this.#values = new Map(Object.entries(values));
  }

  static async open(port: SettingsPort, logger: Logger): Promise<Settings> {
    return new Settings(port, logger, await port.load());
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** False when there is no room for another name. */
  set(name: string, value: string | undefined): boolean {
    if (value === undefined) this.#values.delete(name);
    else if (this.#values.size >= MOST_SETTINGS && !this.#values.has(name)) return false;
    else this.#values.set(name, value);
    this.#dirty = true;
    this.#storing ??= this.#store();
    return true;
  }

  /** Resolves when everything set is stored; rejects when it could not be. */
  async kept(): Promise<void> {
    await this.#storing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Resolves when everything set is stored, or could not be. */
  async close(): Promise<void> {
    await this.#storing;
  }

  async #store(): Promise<void> {
    // What is set in the same turn is stored together.
    await Promise.resolve();
    while (this.#dirty) {
      this.#dirty = false;
      try {
        await this.#port.store(Object.fromEntries(this.#values));
        this.#failure = undefined;
      } catch (error) {
        this.#failure = error;
        this.#logger.error({ error: messageOf(error) }, "texts set by SNMP could not be stored");
      }
    }
    this.#storing = undefined;
  }
}

/** What a writable text object is to its writer. */
export interface TextObject {
  readonly settings: Settings;
  readonly mostOctets: number;
  /** Name of the setting behind an instance; undefined when it cannot be set. */
  name(assignment: Assignment): string | undefined;
  /** Shows a text; undefined: what it is without a setting. */
  show(assignment: Assignment, text: string | undefined): void;
}

/** Lets managers set an SnmpAdminString that is kept by name. */
export function textWriter(object: TextObject): CellWriter {
  const before = new WeakMap<Assignment, string | undefined>();
  return {
    kept: () => object.settings.kept(),
    test(assignment) {
      if (object.name(assignment) === undefined) return ErrorStatus.notWritable;
      const octets = assignment.value as Uint8Array;
      if (octets.length > object.mostOctets) return ErrorStatus.wrongLength;
      return isText(assignment.value) ? ErrorStatus.noError : ErrorStatus.wrongValue;
    },
    commit(assignment) {
      const name = object.name(assignment);
      if (name === undefined) return ErrorStatus.genErr;
      const text = Buffer.from(assignment.value as Uint8Array).toString("utf8");
      before.set(assignment, object.settings.get(name));
      if (!object.settings.set(name, text)) return ErrorStatus.resourceUnavailable;
      object.show(assignment, text);
      return ErrorStatus.noError;
    },
    undo(assignment) {
      const name = object.name(assignment);
      if (name === undefined) return false;
      const text = before.get(assignment);
      object.settings.set(name, text);
      object.show(assignment, text);
      return true;
    },
  };
}

/** Whether octets are UTF-8 without control characters other than line ends. */
function isText(value: WrittenValue): boolean {
  const octets = Buffer.from(value as Uint8Array);
  const text = octets.toString("utf8");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return Buffer.from(text, "utf8").equals(octets) && !/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f]/.test(text);
}
