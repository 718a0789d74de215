/** System boot options (IPMI 2.0 section 28.12): parameters as they were written, boot flags for one start. */
import { GetSystemBootOptions } from "../../src/ipmi/commands/chassis/get-system-boot-options.ts";
import { SetSystemBootOptions } from "../../src/ipmi/commands/chassis/set-system-boot-options.ts";
import type { Controller } from "../machine/machine.ts";
import { type Handler, on, refuse } from "./handler.ts";
import type { Power } from "./power.ts";

const parameter = { setInProgress: 0, validBitClearing: 3, acknowledge: 4, bootFlags: 5, mailbox: 7 } as const;
/** Data bytes of each parameter. */
const lengths: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 1, 3: 1, 4: 2, 5: 5, 6: 9 };
const mailboxBytes = 17;
const mailboxBlocks = 5;
const notSupported = 0x80;
const inProgress = 0x81;
const valid = 0x80;
const persistent = 0x40;
const version = 1;

class Options {
  readonly #parameters = new Map<number, Uint8Array>();
  readonly #invalid = new Set<number>();
  readonly #mailbox = new Map<number, Uint8Array>();

  get(number: number, block: number): { data: Uint8Array; invalid: boolean } | undefined {
    const invalid = this.#invalid.has(number);
    if (number === parameter.mailbox) {
      const data = this.#mailbox.get(block) ?? Uint8Array.of(block, ...new Uint8Array(mailboxBytes - 1));
      return block < mailboxBlocks ? { data, invalid } : undefined;
    }
    const length = lengths[number];
    if (length === undefined) return undefined;
    return { data: this.#parameters.get(number) ?? new Uint8Array(length), invalid };
  }

  set(number: number, data: Uint8Array, markInvalid: boolean): void {
    if (markInvalid) this.#invalid.add(number);
    else this.#invalid.delete(number);
    const [first = 0] = data;
    if (number === parameter.mailbox) {
      if (first >= mailboxBlocks || data.length > mailboxBytes) refuse(notSupported);
      const block = new Uint8Array(mailboxBytes);
      block.set(data);
      this.#mailbox.set(first, block);
      return;
    }
    const length = lengths[number] ?? refuse(notSupported);
    const held = this.#parameters.get(number) ?? new Uint8Array(length);
    if (number === parameter.setInProgress && (held[0] ?? 0) === 1 && first === 1) refuse(inProgress);
    const next = Uint8Array.from(held);
    // The acknowledgement's first byte says which bits of the second to write.
    if (number === parameter.acknowledge) next[1] = ((held[1] ?? 0) & ~first) | ((data[1] ?? 0) & first);
    else next.set(data.subarray(0, length));
    this.#parameters.set(number, next);
  }

  /** The firmware reads the flags as it starts; those for one start are then used up. */
  start(): void {
    const flags = this.#parameters.get(parameter.bootFlags);
    const [first = 0] = flags ?? [];
    if (flags !== undefined && (first & valid) !== 0 && (first & persistent) === 0) flags[0] = first & ~valid;
  }
}

export function bootOptionHandlers(power: Power): Handler[] {
  const options = new Map<Controller, Options>();
  const of = (controller: Controller): Options => {
    const known = options.get(controller) ?? new Options();
    options.set(controller, known);
    return known;
  };
  power.onRestart((controller) => of(controller).start());
  return [
    on(GetSystemBootOptions, (request, { controller }) => {
      const { data, invalid } = of(controller).get(request.parameter, request.set) ?? refuse(notSupported);
      return { version, parameter: request.parameter, invalid, data };
    }),
    on(SetSystemBootOptions, (request, { controller }) => {
      // Without data only the mark is changed.
      const data = request.data.length > 0 ? request.data : of(controller).get(request.parameter, 0)?.data;
      of(controller).set(request.parameter, data ?? refuse(notSupported), request.markInvalid);
      return {};
    }),
  ];
}
