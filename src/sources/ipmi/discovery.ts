import { DeviceSilentError, messageOf, NotThereError } from "../../base/errors.ts";
import type { Inventory } from "../../hpi/rdr/inventory.ts";
import { addressText } from "../../ipmi/bus-address.ts";
import { GetDeviceGuid } from "../../ipmi/commands/app/get-device-guid.ts";
import { GetDeviceId } from "../../ipmi/commands/app/get-device-id.ts";
import { GetSystemGuid } from "../../ipmi/commands/app/get-system-guid.ts";
import { GetAddressInfo } from "../../ipmi/commands/picmg/get-address-info.ts";
import { GetFruActivationPolicy } from "../../ipmi/commands/picmg/get-fru-activation-policy.ts";
import { GetPicmgProperties } from "../../ipmi/commands/picmg/get-picmg-properties.ts";
import { splitFruText } from "../../ipmi/fru/index.ts";
import { type Personality, type PlatformSigns, personalityFor, SHELF_FRU } from "../../personalities/index.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { readFirstStates } from "./first-states.ts";
import { type FruBytes, readFru } from "./fru-reader.ts";
import { inventoryOf } from "./inventory.ts";
import { forEachOf } from "./jobs.ts";
import { readLeds } from "./leds.ts";
import { doubtParts, type Fru, fruOf, type Mc, sameDevice } from "./mc.ts";
import { sameRecords } from "./sdr-cache.ts";
import { SdrRecords } from "./sdr-records.ts";
import { scanSites, siteAddressOf, sitesOfShelfFru } from "./sites.ts";

/** FRU device ids beyond this are not looked for without a locator. */
const MAX_FRU_DEVICES = 32;

type Step = (mc: Mc, signal: AbortSignal) => Promise<void>;

/** Finds out what is there. Every step may fail and leaves what is known as it was. */
export class Discovery {
  readonly #context: Context;
  readonly #given: Personality | undefined;
  /** Called when a controller's sensors are in the model. */
  readonly #onFound: Step;
  /** Called when its sensors were read and more about them can be asked. */
  readonly #onDetail: Step;
  /** Called when nobody was found where a controller is or was. */
  readonly #onMissing: Step;
  readonly #records: SdrRecords;
  /** The other controllers that were shown since everything was begun; null when that is over. */
  #shown: Set<Mc> | null = null;

  constructor(
    context: Context,
    personality: Personality | undefined,
    steps: { found: Step; detail: Step; missing: Step },
  ) {
    this.#context = context;
    this.#given = personality;
    this.#onFound = steps.found;
    this.#onDetail = steps.detail;
    this.#onMissing = steps.missing;
    this.#records = new SdrRecords(context);
  }

  /** Everything that is there, with a value for every sensor, from the first controller outwards. */
  async all(signal: AbortSignal): Promise<void> {
    this.#shown = new Set();
    this.#progress("running");
    try {
      await this.#all(signal);
      this.#progress("complete");
    } catch (error) {
      if (!signal.aborted) this.#progress("failed");
      throw error;
    } finally {
      this.#shown = null;
    }
  }

  async #all(signal: AbortSignal): Promise<void> {
    const { mcs, found, connection, tree } = this.#context;
    const primary = mcs.primary;
    if (!(await this.#identify(primary, signal))) {
      throw new DeviceSilentError("E_TIMEOUT", connection.trouble ?? `${connection.name} does not answer`);
    }
    found.personality = this.#given ?? personalityFor(signsOf(primary));
    await this.#content(primary, signal);
    if (this.#isUnplaced(primary)) await this.#sites(signal);
    const shown = new Work([this.#show(primary, signal)]);
    if (connection.capabilities.bridging) await this.#others(shown, signal);
    else if (found.personality.picmg) await this.#sites(signal);
    await shown.done();
    await tree.sync();
    this.#saveRecords();
  }

  /**
   * Everybody behind the primary controller: first those its records name, then those of the shelf's sites. Values come
   * before whatever else there is to know.
   */
  async #others(shown: Work, signal: AbortSignal): Promise<void> {
    const { mcs, found } = this.#context;
    const looked = new Set<Mc>();
    const round = async (due: readonly Mc[]): Promise<readonly Mc[]> => {
      const unplaced: Mc[] = [];
      await forEachOf(due, this.#width, async (mc) => {
        looked.add(mc);
        await this.#look(mc, signal);
        if (this.#isUnplaced(mc)) unplaced.push(mc);
        else shown.add(this.#showFound(mc, signal));
      });
      return unplaced;
    };
    const unplaced = await round(mcs.others());
    if (found.personality.picmg) await this.#sites(signal);
    for (const mc of unplaced) shown.add(this.#showFound(mc, signal));
    for (const mc of await round(mcs.others().filter((other) => !looked.has(other)))) {
      shown.add(this.#showFound(mc, signal));
    }
  }

  /** What nobody has to wait for: thresholds in force, further inventories, LEDs. */
  async details(signal: AbortSignal): Promise<void> {
    await forEachOf([...this.#context.mcs], this.#width, async (mc) => {
      await this.#ownFru(mc, signal);
      await this.#detail(mc, signal);
    });
  }

  /** One controller, from the beginning. */
  async controller(mc: Mc, signal: AbortSignal): Promise<void> {
    await this.#find(mc, signal);
    await this.#detail(mc, signal);
  }

  #saveRecords(): void {
    void this.#context.jobs.once("SDR cache", () => this.#records.save());
  }

  get #width(): number {
    const { pipelining, targets = pipelining } = this.#context.connection.capabilities;
    return targets;
  }

  async #find(mc: Mc, signal: AbortSignal): Promise<void> {
    await this.#look(mc, signal);
    // It may be another part of the same kind: nobody is to see it under the former one's serial number.
    await this.#ownFru(mc, signal);
    if (this.#isUnplaced(mc)) await this.#sites(signal);
    await this.#showFound(mc, signal);
  }

  async #ownFru(mc: Mc, signal: AbortSignal): Promise<void> {
    if (mc.presence !== "present") return;
    try {
      await this.#fru(mc, fruOf(mc, 0), signal);
    } catch (error) {
      this.#brokeOff(mc, error, signal);
    }
  }

  /** Asks a controller for what puts it into the model. */
  async #look(mc: Mc, signal: AbortSignal): Promise<void> {
    const { tree, domain } = this.#context;
    if (mc.presence !== "present") doubtParts(mc);
    // Readings still under way may be those of a former part.
    for (const resource of tree.resourcesOf(mc)) domain.newGeneration(resource.id);
    try {
      if (await this.#identify(mc, signal)) await this.#content(mc, signal);
    } catch (error) {
      this.#brokeOff(mc, error, signal);
    }
  }

  #brokeOff(mc: Mc, error: unknown, signal: AbortSignal): void {
    if (signal.aborted) throw error;
    const facts = { address: addressText(mc.at), reason: messageOf(error) };
    this.#context.logger.info(facts, "discovery of a controller broke off");
    mc.complete = false;
  }

  /** Somebody is or was there whose place in a shelf only the shelf manager can tell. */
  #isUnplaced(mc: Mc): boolean {
    return this.#context.found.personality.picmg && mc.expected && mc.site === null;
  }

  async #showFound(mc: Mc, signal: AbortSignal): Promise<void> {
    const { tree, domain, mcs } = this.#context;
    try {
      if (mc.presence === "present") await this.#show(mc, signal);
      else if (mc.expected) {
        mc.ready = true;
        await tree.sync();
        if (mc.presence === "absent") await this.#onMissing(mc, signal);
        // That of the first controller is everybody's, and told as one.
        if (mc.presence === "silent" && mc !== mcs.primary) {
          for (const { id } of tree.resourcesOf(mc)) await domain.setSilent(id, true, "no answer to Get Device ID");
        }
      }
    } catch (error) {
      this.#brokeOff(mc, error, signal);
      await tree.sync();
    }
    if (this.#shown === null) return;
    this.#shown.add(mc);
    this.#progress("running");
  }

  async #show(mc: Mc, signal: AbortSignal): Promise<void> {
    mc.ready = true;
    await this.#context.tree.sync();
    await this.#onFound(mc, signal);
  }

  /** Its records and hot-swap states: enough to put it into the model. */
  async #content(mc: Mc, signal: AbortSignal): Promise<void> {
    await this.#records.read(mc, signal);
    await readFirstStates(this.#context, mc, signal);
  }

  async #detail(mc: Mc, signal: AbortSignal): Promise<void> {
    if (mc.presence !== "present") return;
    const { tree, connection, logger } = this.#context;
    try {
      await this.#onDetail(mc, signal);
      const channel = Channel.discovery(connection, mc, signal);
      mc.guid ??= await this.#guid(mc, channel);
      for (const fru of this.#furtherFrus(mc)) await this.#fru(mc, fru, signal);
      if (mc.picmg !== null) {
        for (const fru of mc.frus.values()) {
          if (fru.id === SHELF_FRU) continue;
          fru.leds = (await readLeds(channel, fru.id)) ?? fru.leds;
          fru.policy = await channel.ask(GetFruActivationPolicy, { fruDeviceId: fru.id });
        }
      }
      await tree.sync();
      const outdated = await this.#records.prove(mc, signal);
      this.#saveRecords();
      if (outdated) {
        await tree.sync();
        await this.#onFound(mc, signal);
      }
    } catch (error) {
      if (signal.aborted) throw error;
      mc.complete = false;
      logger.info({ address: addressText(mc.at), reason: messageOf(error) }, "details of a controller are missing");
    }
  }

  /** False when it does not answer. */
  async #identify(mc: Mc, signal: AbortSignal): Promise<boolean> {
    const channel = Channel.discovery(this.#context.connection, mc, signal);
    try {
      const device = await channel.send(GetDeviceId, {});
      // Another part in the same place: nothing of the former one holds.
      if (mc.deviceId !== null && !sameDevice(mc.deviceId, device)) {
        mc.guid = null;
        mc.sdrs = [];
        mc.frus.clear();
        this.#records.forget(mc);
      }
      mc.deviceId = device;
    } catch (error) {
      if (signal.aborted) throw error;
      if (error instanceof NotThereError) mc.presence = "absent";
      // Whose silence it is can be told only while the way to it stands.
      else if (mc.target !== undefined && this.#context.connection.state !== "up") throw error;
      else mc.presence = "silent";
      return false;
    }
    mc.presence = "present";
    mc.misses = 0;
    mc.expected = true;
    const isPrimary = mc === this.#context.mcs.primary;
    // It tells whether cached records are its own.
    const needsGuid = isPrimary || mc.deviceId.providesDeviceSdrs;
    const [guid, picmg, address] = await Promise.all([
      needsGuid ? this.#guid(mc, channel) : null,
      channel.ask(GetPicmgProperties, {}),
      channel.ask(GetAddressInfo, {}),
    ]);
    if (needsGuid) mc.guid = guid;
    mc.picmg = picmg;
    const at = picmg === null ? null : siteAddressOf(address);
    const own = at !== null && (isPrimary || at.address === mc.address);
    if (own) mc.site = at.site;
    mc.siteIsOwn = own;
    return true;
  }

  async #guid(mc: Mc, channel: Channel): Promise<string | null> {
    const own = await channel.ask(GetDeviceGuid, {});
    const guid = own ?? (mc === this.#context.mcs.primary ? await channel.ask(GetSystemGuid, {}) : null);
    return guid === null ? null : guidText(guid.guid);
  }

  /** The shelf's places: from its inventory, and by asking for each. */
  async #sites(signal: AbortSignal): Promise<void> {
    const { mcs, found, connection } = this.#context;
    const shelf = fruOf(mcs.primary, SHELF_FRU);
    await this.#fru(mcs.primary, shelf, signal);
    const channel = Channel.discovery(connection, mcs.primary, signal);
    const sites = new Map<string, { site: { type: number; number: number }; address: number }>();
    for (const at of [...sitesOfShelfFru(shelf.content), ...(await scanSites(channel))]) {
      sites.set(`${at.site.type}/${at.site.number}`, at);
    }
    // An answer without a single site is no proof that the shelf lost them.
    if (sites.size > 0) found.sites = [...sites.values()];
    for (const record of shelf.content?.multirecords ?? []) {
      if (record.kind !== "picmg-address-table") continue;
      found.shelfAddress = splitFruText(record.shelfAddressTypeLength, record.shelfAddress).text;
    }
    for (const { site, address } of found.sites) {
      const mc = mcs.at(address);
      // A controller knows best where it sits.
      if (mc !== undefined && !(mc.siteIsOwn && mc.presence === "present")) mc.site = site;
    }
  }

  #furtherFrus(mc: Mc): readonly Fru[] {
    const last = Math.min(mc.picmg?.maximumFruDeviceId ?? 0, MAX_FRU_DEVICES);
    for (let id = 1; id <= last; id++) fruOf(mc, id);
    return [...mc.frus.values()].filter((fru) => fru.id !== 0 && fru.id !== SHELF_FRU);
  }

  async #fru(mc: Mc, fru: Fru, signal: AbortSignal): Promise<void> {
    const channel = Channel.discovery(this.#context.connection, mc, signal);
    let read: FruBytes | null;
    try {
      read = await readFru(channel, fru.id);
    } catch (error) {
      if (!signal.aborted) this.#notRead(mc, fru);
      throw error;
    }
    if (read === null) {
      this.#notRead(mc, fru);
      return;
    }
    fru.doubted = false;
    if (fru.inventory !== null && sameRecords([fru.inventory.raw], [read.bytes])) return;
    // It is read once more before it counts as complete.
    if (fru.inventory !== null) mc.complete = false;
    const { inventory, content } = inventoryOf(read);
    fru.inventory = inventory;
    fru.content = content;
  }

  /** What was read before stays, unless it may be that of a former part. */
  #notRead(mc: Mc, fru: Fru): void {
    if (!fru.doubted || fru.inventory === null || fru.mState === "m0") return;
    fru.content = null;
    fru.inventory = unreadable;
    mc.complete = false;
  }

  #progress(state: "running" | "complete" | "failed"): void {
    const { domain, controller, mcs } = this.#context;
    const progress = `${this.#shown?.size ?? 0} of ${mcs.size - 1} controllers`;
    const reason = mcs.primary.presence === "present" ? "broken off" : "no answer";
    domain.setDiscovery({ controller, state, progress: state === "failed" ? reason : progress });
  }
}

/** The inventory of a part that does not tell it. */
const unreadable: Inventory = { areas: [], findings: ["the inventory cannot be read"], raw: new Uint8Array(0) };

/** Work under way that is waited for later. */
class Work {
  readonly #all: Promise<void>[] = [];

  constructor(work: readonly Promise<void>[]) {
    for (const each of work) this.add(each);
  }

  add(work: Promise<void>): void {
    // Its failure counts once it is waited for.
    void Promise.allSettled([work]);
    this.#all.push(work);
  }

  async done(): Promise<void> {
    await Promise.all(this.#all);
  }
}

function signsOf({ picmg, deviceId }: Mc): PlatformSigns {
  return {
    picmgVersion: picmg === null ? null : { major: picmg.extensionMajor, minor: picmg.extensionMinor },
    manufacturerId: deviceId?.manufacturerId ?? 0,
    productId: deviceId?.productId ?? 0,
  };
}

/** The usual text of a GUID sent least significant byte first: IPMI 2.0 section 20.8. */
function guidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.toReversed()).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
