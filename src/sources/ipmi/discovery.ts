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
import type { SdrRecord } from "../../ipmi/sdr/index.ts";
import { assertedOffsets } from "../../ipmi/sensor-status.ts";
import { type Personality, type PlatformSigns, personalityFor, SHELF_FRU } from "../../personalities/index.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { readFru } from "./fru-reader.ts";
import { firmwareOf, inventoryOf } from "./inventory.ts";
import { forEachOf } from "./jobs.ts";
import { readLeds } from "./leds.ts";
import { addressText, type Fru, fruOf, type Mc, sameDevice } from "./mc.ts";
import { pointsOf, uniquePoints } from "./points.ts";
import { deviceRepository, mainRepository, type OpenRepository } from "./repositories.ts";
import { type SdrFingerprint, sameRecords } from "./sdr-cache.ts";
import { type SdrWalkResult, walkSdrs } from "./sdr-walk.ts";
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
  /** Repositories taken from the cache and not read yet. */
  #unproven: { readonly mc: Mc; readonly prove: () => Promise<void> }[] = [];
  #done = 0;

  constructor(context: Context, personality: Personality | undefined, steps: { found: Step; detail: Step }) {
    this.#context = context;
    this.#given = personality;
    this.#onFound = steps.found;
    this.#onDetail = steps.detail;
  }

  /** Everything that is there, with a value for every sensor, from the first controller outwards. */
  async all(signal: AbortSignal): Promise<void> {
    const { mcs, found, connection, tree } = this.#context;
    this.#done = 0;
    this.#progress("running");
    const primary = mcs.primary;
    if (!(await this.#identify(primary, signal))) {
      this.#progress("failed");
      throw new DeviceSilentError("E_TIMEOUT", `${connection.name} does not answer`);
    }
    found.personality = this.#given ?? personalityFor(signsOf(primary));
    await this.#content(primary, signal);
    await this.#onFound(primary, signal);
    await forEachOf(mcs.others(), this.#width, async (mc) => {
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
    await this.#records(mc, signal);
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
      await this.#prove(mc);
    } catch (error) {
      if (signal.aborted) throw error;
      mc.complete = false;
      logger.info(
        { address: addressText(mc.address), reason: messageOf(error) },
        "details of a controller are missing",
      );
    }
  }

  async #prove(mc: Mc): Promise<void> {
    const due = this.#unproven.filter((entry) => entry.mc === mc);
    this.#unproven = this.#unproven.filter((entry) => entry.mc !== mc);
    for (const { prove } of due) await prove();
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
      else if (mc.presence === "unknown" || error instanceof DeviceSilentError) mc.presence = "silent";
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

  async #records(mc: Mc, signal: AbortSignal): Promise<void> {
    const channel = Channel.discovery(this.#context.connection, mc, signal);
    const device = mc.deviceId;
    const parts: SdrWalkResult[] = [];
    // A satellite's main repository, if it has one, is its own business: only the one asked first speaks for all.
    if (mc === this.#context.mcs.primary && device?.sdrRepositoryDevice !== false) {
      parts.push(await this.#repository(mc, "main", await mainRepository(channel), signal));
    }
    if (device?.providesDeviceSdrs) {
      parts.push(await this.#repository(mc, "device", await deviceRepository(channel), signal));
    }
    const findings = parts.flatMap((p) => p.findings);
    mc.complete = parts.every((p) => p.complete);
    const records = parts.flatMap((p) => p.records);
    // What a walk did not reach is not gone.
    mc.sdrs = mc.complete ? records : union(records, mc.sdrs);
    if (findings.length > 0 && findings.join() !== mc.findings.join()) {
      this.#context.logger.info({ address: addressText(mc.address), findings }, "an SDR repository has defects");
    }
    mc.findings = findings;
    this.#learn(mc);
  }

  async #repository(
    mc: Mc,
    repository: "main" | "device",
    open: OpenRepository,
    signal: AbortSignal,
  ): Promise<SdrWalkResult> {
    const { cache, controller } = this.#context;
    const place = { controller, address: mc.address, repository };
    const fingerprint = fingerprintOf(mc, open);
    const cached = mc.sdrs.length === 0 ? await cache.load(place, fingerprint) : undefined;
    const read = async () => {
      const walk = await walkSdrs(open, signal);
      if (walk.complete && !(cached !== undefined && sameRecords(walk.raw, cached.raw))) {
        await cache.store(place, fingerprint, walk.raw);
      }
      return walk;
    };
    if (cached === undefined) return read();
    // The names are here at once; one full read proves them when the rest is done.
    this.#unproven.push({
      mc,
      prove: async () => {
        const walk = await read();
        if (!walk.complete || sameRecords(walk.raw, cached.raw)) return;
        const stale = new Set<SdrRecord>(cached.records);
        mc.sdrs = [...walk.records, ...mc.sdrs.filter((record) => !stale.has(record))];
        this.#learn(mc);
        await this.#context.tree.sync();
        await this.#onFound(mc, signal);
      },
    });
    return { ...cached, findings: [], complete: true };
  }

  /** What a controller's records say about it and about others. */
  #learn(mc: Mc): void {
    const { mcs } = this.#context;
    for (const record of mc.sdrs) {
      switch (record.kind) {
        case "mc-locator": {
          const named = mcs.at(record.address, record.channel);
          if (named === undefined) break;
          named.expected = true;
          named.name = record.id.text;
          named.entity = { id: record.entityId, instance: record.entityInstance };
          break;
        }
        case "fru-locator": {
          const owner = record.logical ? mcs.at(record.accessAddress, record.channel) : undefined;
          if (owner === undefined) break;
          const fru = fruOf(owner, record.deviceId);
          fru.name = record.id.text;
          fru.entity = { id: record.entityId, instance: record.entityInstance };
          break;
        }
        case "full-sensor":
        case "compact-sensor": {
          const owner = mcs.at(record.ownerId, record.ownerChannel);
          if (owner !== undefined) owner.expected = true;
          break;
        }
      }
    }
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
    const records = [...this.#context.mcs].flatMap((other) => other.sdrs);
    for (const point of uniquePoints(pointsOf(records))) {
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

/** Records, and those known before that are not among them. */
function union(records: readonly SdrRecord[], before: readonly SdrRecord[]): readonly SdrRecord[] {
  const key = (record: SdrRecord) => `${record.recordId}/${record.recordType}`;
  const known = new Set(records.map(key));
  return [...records, ...before.filter((record) => !known.has(key(record)))];
}

function signsOf({ picmg, deviceId }: Mc): PlatformSigns {
  return {
    picmgVersion: picmg === null ? null : { major: picmg.extensionMajor, minor: picmg.extensionMinor },
    manufacturerId: deviceId?.manufacturerId ?? 0,
    productId: deviceId?.productId ?? 0,
  };
}

function fingerprintOf(mc: Mc, repository: OpenRepository): SdrFingerprint {
  return {
    guid: mc.guid,
    manufacturerId: mc.deviceId?.manufacturerId ?? 0,
    productId: mc.deviceId?.productId ?? 0,
    deviceId: mc.deviceId?.deviceId ?? 0,
    firmware: mc.deviceId === null ? "" : firmwareOf(mc.deviceId),
    recordCount: repository.claimedRecords,
    added: repository.added,
    erased: repository.erased,
  };
}

/** The usual text of a GUID sent least significant byte first: IPMI 2.0 section 20.8. */
function guidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.toReversed()).toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
