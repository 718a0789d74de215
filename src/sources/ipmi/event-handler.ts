import { messageOf } from "../../base/errors.ts";
import type { EventOrigin, LoggedEvent, SourceCursor } from "../../hpi/event.ts";
import { addressText, type BusAddress } from "../../ipmi/bus-address.ts";
import { GetAddressInfo } from "../../ipmi/commands/picmg/get-address-info.ts";
import { Lane } from "../../ipmi/connection.ts";
import { hotSwapCauseOf, hotSwapStateOf } from "../../personalities/index.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import type { EventBuilder, Meaning } from "./event-builder.ts";
import type { HotSwap } from "./hot-swap.ts";
import { fruOf, type Mc } from "./mc.ts";
import { siteAddressOf } from "./sites.ts";

export interface EventHandling {
  readonly origin: EventOrigin;
  /** It is of before our time: it is put on record and changes nothing but states. */
  readonly history: boolean;
  readonly cursor?: SourceCursor | undefined;
}

const READ_AGAIN_MS = 2000;

/** Puts events on record and acts on what they say about the hardware. */
export class EventHandler {
  readonly #context: Context;
  readonly #builder: EventBuilder;
  readonly #hotSwap: HotSwap;
  readonly #discover: (mc: Mc) => void;
  /** Sensors that are being read because of an event. */
  readonly #reading = new Set<number>();

  constructor(context: Context, builder: EventBuilder, hotSwap: HotSwap, discover: (mc: Mc) => void) {
    this.#context = context;
    this.#builder = builder;
    this.#hotSwap = hotSwap;
    this.#discover = discover;
  }

  /** `raw` is 16 bytes in the form of a SEL record. Resolves when the event is committed. */
  async handle(raw: Uint8Array, how: EventHandling): Promise<LoggedEvent> {
    const { domain, tree } = this.#context;
    let meaning = this.#builder.meaning(raw, how.origin);
    if (how.history) return domain.emit(meaning.event, how.cursor);
    const { at } = meaning;
    if (at !== null && tree.resourceOf(at, 0) === undefined && (await this.#placed(at))) {
      meaning = this.#builder.meaning(raw, how.origin);
    }
    if (meaning.kind === "hot-swap") return this.#changeState(meaning, how);
    const logged = await domain.emit(meaning.event, how.cursor);
    if (meaning.event.type === "sensor" && meaning.event.sensorId !== null) this.#readAgain(meaning.event.sensorId);
    return logged;
  }

  /** The value shown is to fit the state that was just told; a burst of events costs one reading. */
  #readAgain(sensorId: number): void {
    if (this.#reading.has(sensorId)) return;
    this.#reading.add(sensorId);
    const done = () => void this.#reading.delete(sensorId);
    this.#context.domain.read(sensorId, 0, READ_AGAIN_MS).then(done, done);
  }

  async #changeState(meaning: Extract<Meaning, { kind: "hot-swap" }>, how: EventHandling): Promise<LoggedEvent> {
    const { domain, tree, mcs } = this.#context;
    const { at, fru, change } = meaning;
    const resource = tree.resourceOf(at, fru);
    const mc = mcs.get(at);
    const native = change.current;
    const before = resource?.hotSwap ?? null;
    if (mc === undefined || resource === undefined || before === null || native === undefined) {
      return domain.emit(meaning.event, how.cursor);
    }
    const state = hotSwapStateOf(native) ?? before.state;
    fruOf(mc, fru).mState = native;
    const logged = await this.#hotSwap.change(
      resource,
      {
        native,
        state,
        cause: hotSwapCauseOf(change),
        origin: how.origin,
        time: meaning.time,
        raw: meaning.event.raw,
      },
      how.cursor,
    );
    if (native === "m0") {
      if (fru === 0) mc.presence = "absent";
    } else if (native !== "m7" && (before.state === "NotPresent" || mc.presence !== "present")) {
      this.#discover(mc);
    }
    return logged;
  }

  /** False also when its place cannot be found out now: the event goes on record all the same, and so do those behind it. */
  async #placed(at: BusAddress): Promise<boolean> {
    try {
      return await this.#makePlace(at);
    } catch (error) {
      const facts = { address: addressText(at), reason: messageOf(error) };
      this.#context.logger.info(facts, "an event came of a controller whose place is not known");
      return false;
    }
  }

  /** Somebody unknown spoke: gives it a place in the model and finds out who it is. False when it cannot have one. */
  async #makePlace(at: BusAddress): Promise<boolean> {
    const { mcs, found, tree, connection, jobs } = this.#context;
    const mc = mcs.at(at);
    if (mc === undefined || mc === mcs.primary) return false;
    // Places of the shelf are given by addresses on its own bus.
    if (mc.site === null && mc.channel === 0 && found.personality.picmg) {
      const channel = new Channel(connection, { lane: Lane.event, signal: jobs.signal });
      const info = await channel.ask(GetAddressInfo, { fruDeviceId: 0, keyType: "ipmbAddress", key: mc.address });
      const place = siteAddressOf(info);
      if (place?.address === mc.address) mc.site = place.site;
    }
    mc.expected = true;
    mc.ready = true;
    if (mc.presence === "unknown") mc.presence = "absent";
    fruOf(mc, 0);
    await tree.sync();
    this.#discover(mc);
    return true;
  }
}
