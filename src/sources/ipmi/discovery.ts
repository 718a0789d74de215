import { DeviceSilentError, messageOf, NotThereError } from "../../base/errors.ts";
import { GetDeviceGuid } from "../../ipmi/commands/app/get-device-guid.ts";
import { GetDeviceId } from "../../ipmi/commands/app/get-device-id.ts";
import { GetSystemGuid } from "../../ipmi/commands/app/get-system-guid.ts";
import { GetAddressInfo } from "../../ipmi/commands/picmg/get-address-info.ts";
import { GetFruActivationPolicy } from "../../ipmi/commands/picmg/get-fru-activation-policy.ts";
import { GetPicmgProperties } from "../../ipmi/commands/picmg/get-picmg-properties.ts";
import { GetSensorReading } from "../../ipmi/commands/sensor-event/get-sensor-reading.ts";
import { splitFruText } from "../../ipmi/fru/index.ts";
import { fruStates } from "../../ipmi/picmg/fru-state.ts";
import { hotSwapSensorType } from "../../ipmi/picmg/hot-swap-event.ts";
import { assertedOffsets } from "../../ipmi/sensor-status.ts";
import { type Personality, type PlatformSigns, personalityFor, SHELF_FRU } from "../../personalities/index.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { readFru } from "./fru-reader.ts";
import { inventoryOf } from "./inventory.ts";
import { forEachOf } from "./jobs.ts";
import { readLeds } from "./leds.ts";
import { addressText, type Fru, fruOf, type Mc, sameDevice } from "./mc.ts";
import { pointsOf, uniquePoints } from "./points.ts";
import { sameRecords } from "./sdr-cache.ts";
import { SdrRecords } from "./sdr-records.ts";
import { fruOfSensor } from "./sensor-reader.ts";
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
  readonly #records: SdrRecords;
  #done = 0;

  constructor(context: Context, personality: Personality | undefined, steps: { found: Step; detail: Step }) {
    this.#context = context;
    this.#given = personality;
    this.#onFound = steps.found;
    this.#onDetail = steps.detail;
    this.#records = new SdrRecords(context);
  }

  /** Everything that is there, with a value for every sensor, from the first controller outwards. */
  async all(signal: AbortSignal): Promise<void> {
    const { mcs, found, connection, tree } = this.#context;
    this.#done = 0;
    this.#progress("running");
    const primary = mcs.primary;
    if (!(await this.#identify(primary, signal))) {
      this.#progress("failed");
      throw new DeviceSilentError("E_TIMEOUT", connection.trouble ?? `${connection.name} does not answer`);
    }
    found.personality = this.#given ?? personalityFor(signsOf(primary));
    await this.#content(primary, signal);
    await this.#onFound(primary, signal);
    const others = connection.capabilities.bridging ? mcs.others() : [];
    await forEachOf(others, this.#width, async (mc) => {
      await this.#find(mc, signal);
      this.#done++;
      this.#progress("running");
    });
    await tree.sync();
    this.#progress("complete");
  }

  /** What nobody has to wait for: thresholds in force, further inventories, LEDs. */
  async details(signal: AbortSignal): Promise<void> {
    await forEachOf([...this.#context.mcs], this.#width, (mc) => this.#detail(mc, signal));
  }

  /** One controller, from the beginning. */
  async controller(mc: Mc, signal: AbortSignal): Promise<void> {
    await this.#find(mc, signal);
    await this.#detail(mc, signal);
  }

  get #width(): number {
    return this.#context.connection.capabilities.pipelining;
  }

  async #find(mc: Mc, signal: AbortSignal): Promise<void> {
    const { tree, logger, domain } = this.#context;
    // Readings still under way may be those of a former part.
    for (const resource of tree.resourcesOf(mc)) domain.newGeneration(resource.id);
    try {
      if (await this.#identify(mc, signal)) {
        await this.#content(mc, signal);
        await this.#onFound(mc, signal);
      } else if (mc.expected) {
        mc.ready = true;
        await tree.sync();
        // That of the first controller is everybody's, and told as one.
        if (mc.presence === "silent" && mc !== this.#context.mcs.primary) {
          for (const { id } of tree.resourcesOf(mc)) await domain.setSilent(id, true, "no answer to Get Device ID");
        }
      }
    } catch (error) {
      if (signal.aborted) throw error;
      logger.info(
        { address: addressText(mc.address), reason: messageOf(error) },
        "discovery of a controller broke off",
      );
      mc.ready = true;
      mc.complete = false;
      await tree.sync();
    }
  }

  /** Its records, its own inventory and state: enough to put it into the model. */
  async #content(mc: Mc, signal: AbortSignal): Promise<void> {
    const { tree, mcs, found } = this.#context;
    if (mc === mcs.primary && found.personality.picmg) await this.#sites(signal);
    await this.#records.read(mc, signal);
    await this.#fru(mc, fruOf(mc, 0), signal);
    await this.#hotSwapStates(mc, signal);
    mc.ready = true;
    await tree.sync();
  }

  async #detail(mc: Mc, signal: AbortSignal): Promise<void> {
    if (mc.presence !== "present") return;
    const { tree, connection, logger } = this.#context;
    try {
      await this.#onDetail(mc, signal);
      const channel = Channel.discovery(connection, mc, signal);
      for (const fru of this.#furtherFrus(mc)) await this.#fru(mc, fru, signal);
      if (mc.picmg !== null) {
        for (const fru of mc.frus.values()) {
          if (fru.id === SHELF_FRU) continue;
          fru.leds = (await readLeds(channel, fru.id)) ?? fru.leds;
          fru.policy = await channel.ask(GetFruActivationPolicy, { fruDeviceId: fru.id });
        }
      }
      await tree.sync();
      if (await this.#records.prove(mc, signal)) {
        await tree.sync();
        await this.#onFound(mc, signal);
      }
    } catch (error) {
      if (signal.aborted) throw error;
      mc.complete = false;
      logger.info(
        { address: addressText(mc.address), reason: messageOf(error) },
        "details of a controller are missing",
      );
    }
  }

  /** False when it does not answer. */
  async #identify(mc: Mc, signal: AbortSignal): Promise<boolean> {
    const channel = Channel.discovery(this.#context.connection, mc, signal);
    try {
      const device = await channel.send(GetDeviceId, {});
      // Another part in the same place: nothing of the former one holds.
      if (mc.deviceId !== null && !sameDevice(mc.deviceId, device)) {
        mc.sdrs = [];
        mc.frus.clear();
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
    mc.guid = await this.#guid(mc, channel);
    mc.picmg = await channel.ask(GetPicmgProperties, {});
    if (mc.picmg !== null) {
      const at = siteAddressOf(await channel.ask(GetAddressInfo, {}));
      if (at !== null && (mc === this.#context.mcs.primary || at.address === mc.address)) mc.site = at.site;
    }
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
      if (mc !== undefined) mc.site = site;
    }
  }

  #furtherFrus(mc: Mc): readonly Fru[] {
    const last = Math.min(mc.picmg?.maximumFruDeviceId ?? 0, MAX_FRU_DEVICES);
    for (let id = 1; id <= last; id++) fruOf(mc, id);
    return [...mc.frus.values()].filter((fru) => fru.id !== 0 && fru.id !== SHELF_FRU);
  }

  async #fru(mc: Mc, fru: Fru, signal: AbortSignal): Promise<void> {
    const channel = Channel.discovery(this.#context.connection, mc, signal);
    const read = await readFru(channel, fru.id);
    if (read === null) return;
    if (fru.inventory !== null && sameRecords([fru.inventory.raw], [read.bytes])) return;
    const { inventory, content } = inventoryOf(read);
    fru.inventory = inventory;
    fru.content = content;
  }

  /** Read before the model hears of a FRU, so that it begins in the right state. */
  async #hotSwapStates(mc: Mc, signal: AbortSignal): Promise<void> {
    if (mc.picmg === null) return;
    for (const point of uniquePoints(pointsOf([...mc.sdrs, ...this.#context.mcs.primary.sdrs]))) {
      if (point.address !== mc.address || point.sensorType !== hotSwapSensorType || point.kind !== "discrete") continue;
      const channel = Channel.discovery(this.#context.connection, mc, signal);
      const reading = await channel.ask(GetSensorReading, { sensorNumber: point.number }, { lun: point.lun });
      const offset = reading === null ? undefined : assertedOffsets(reading)[0];
      if (offset !== undefined) fruOf(mc, fruOfSensor({ mc, point })).mState = fruStates[offset] ?? null;
    }
  }

  #progress(state: "running" | "complete" | "failed"): void {
    const { domain, controller, mcs } = this.#context;
    const progress = `${this.#done} of ${mcs.size - 1} controllers`;
    domain.setDiscovery({ controller, state, progress: state === "failed" ? "no answer" : progress });
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
