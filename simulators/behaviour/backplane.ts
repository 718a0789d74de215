/** The backplane and its buses: electronic keying of ports, IPMB-0 (PICMG 3.0 sections 3.7 and 3.8). */
import type { RequestOf } from "../../src/ipmi/command.ts";
import { GetPortState } from "../../src/ipmi/commands/picmg/get-port-state.ts";
import { SetIpmbState } from "../../src/ipmi/commands/picmg/set-ipmb-state.ts";
import { SetPortState } from "../../src/ipmi/commands/picmg/set-port-state.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import { type Controller, ipmbStatusSensorType, type Machine } from "../machine/machine.ts";
import { siteTypes } from "../machine/words.ts";
import { type Handler, on, refuse } from "./handler.ts";
import type { Hardware } from "./hardware.ts";
import type { HotSwap } from "./hot-swap.ts";

const interfaces = { base: { ports: 0b0001, linkType: 1 }, fabric: { ports: 0b1111, linkType: 2 } } as const;
type Interface = keyof typeof interfaces;
const interfaceNames = ["base", "fabric"] as const;

/** Slots 1 and 2 are the hubs of a dual star: channel n of a hub leads to slot n, channel 1 to the other hub. */
const hubs: readonly number[] = [1, 2];

export class Ports {
  readonly #machine: Machine;
  readonly #hotSwap: HotSwap;
  /** Set by a command, until the next change at either end. */
  readonly #set = new Map<string, boolean>();

  constructor(machine: Machine, hotSwap: HotSwap) {
    this.#machine = machine;
    this.#hotSwap = hotSwap;
    hotSwap.onChange(({ controller, id }, previous) => {
      if (id === 0 && previous !== 7) this.#forget(controller);
    });
  }

  has(controller: Controller, channel: number): boolean {
    return controller.channels.includes(channel);
  }

  /** The shelf manager enables a link when the boards at both ends are active. */
  isEnabled(controller: Controller, kind: Interface, channel: number): boolean {
    const set = this.#set.get(key(controller, kind, channel));
    if (set !== undefined) return set;
    const slot = controller.site?.number ?? 0;
    return this.#isActive(slot) && this.#isActive(otherEnd(slot, channel));
  }

  set(controller: Controller, kind: Interface, channel: number, enabled: boolean): void {
    this.#set.set(key(controller, kind, channel), enabled);
  }

  #isActive(slot: number): boolean {
    return this.#hotSwap.frus.some(
      ({ id, state, controller: { site } }) =>
        id === 0 && state === 4 && site?.type === siteTypes.board && site.number === slot,
    );
  }

  #forget({ name, site }: Controller): void {
    for (const [at] of this.#set) if (at.startsWith(`${name} `)) this.#set.delete(at);
    for (const far of this.#machine.controllers)
      for (const channel of far.channels)
        if (otherEnd(far.site?.number ?? 0, channel) === site?.number)
          for (const kind of interfaceNames) this.#set.delete(key(far, kind, channel));
  }
}

function key({ name }: Controller, kind: Interface, channel: number): string {
  return `${name} ${kind} ${channel}`;
}

function otherEnd(slot: number, channel: number): number {
  if (!hubs.includes(slot)) return channel;
  return channel === 1 ? (hubs.find((hub) => hub !== slot) ?? slot) : channel;
}

export function portHandlers(ports: Ports): Handler[] {
  const known = (controller: Controller, kind: Interface | "update" | number, channel: number): Interface =>
    (kind === "base" || kind === "fabric") && ports.has(controller, channel)
      ? kind
      : refuse(CompletionCode.invalidField);
  return [
    on(GetPortState, ({ channel, interface: asked }, { controller }) => {
      if (controller.channels.length === 0) return refuse(CompletionCode.invalidField);
      // No links on a channel the board does not use.
      if ((asked !== "base" && asked !== "fabric") || !ports.has(controller, channel)) return { links: [] };
      const link = { channel, interface: asked, ...interfaces[asked], linkTypeExtension: 0, groupingId: 0 };
      return { links: [{ link, enabled: ports.isEnabled(controller, asked, channel) }] };
    }),
    on(SetPortState, ({ link: { channel, interface: asked }, enabled }, { controller }) => {
      ports.set(controller, known(controller, asked, channel), channel, enabled);
      return {};
    }),
  ];
}

/** Enabled with this link: FFh, leave the bus as it is. */
const unchangedLink = 0x7f;

/** Both buses under local control without a failure: IPMB-0 event data 3 (PICMG 3.0 table 3-45). */
function busByte(aOn: boolean, bOn: boolean): number {
  return (bOn ? 0x80 : 0) | (aOn ? 0x08 : 0);
}

export function ipmbHandlers(hardware: Hardware): Handler[] {
  const buses = new Map<Controller, Buses>();
  return [
    on(SetIpmbState, (asked, { controller }) => {
      const next = wantedBuses(asked, buses.get(controller) ?? { a: true, b: true });
      // A controller that isolates itself from both buses could never be told to come back.
      if (!next.a && !next.b) return refuse(CompletionCode.invalidField);
      buses.set(controller, next);
      reportBuses(controller, next, hardware);
      return {};
    }),
  ];
}

interface Buses {
  readonly a: boolean;
  readonly b: boolean;
}

function wantedBuses(asked: RequestOf<typeof SetIpmbState>, now: Buses): Buses {
  const state = (enabled: boolean, link: number, before: boolean) =>
    enabled && link === unchangedLink ? before : enabled;
  return {
    a: state(asked.busAEnabled, asked.busALink, now.a),
    b: state(asked.busBEnabled, asked.busBLink, now.b),
  };
}

function reportBuses(controller: Controller, { a, b }: Buses, hardware: Hardware): void {
  const sensor = controller.sensors.find((s) => s.type === ipmbStatusSensorType);
  if (sensor?.kind !== "discrete") return;
  const state = (a ? 1 : 0) | (b ? 2 : 0);
  hardware.become(controller, sensor, state);
  hardware.event(controller.address, {
    sensorType: sensor.type,
    sensorNumber: sensor.number,
    eventType: sensor.eventType,
    asserted: true,
    data: [0xa0 | state, 0, busByte(a, b)],
  });
}
