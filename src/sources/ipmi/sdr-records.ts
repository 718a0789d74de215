import { addressText } from "../../ipmi/bus-address.ts";
import type { SdrRecord } from "../../ipmi/sdr/index.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import { firmwareOf } from "./inventory.ts";
import { fruOf, type Mc } from "./mc.ts";
import { deviceRepository, mainRepository, type OpenRepository } from "./repositories.ts";
import { type CachedRecords, type SdrFingerprint, sameRecords } from "./sdr-cache.ts";
import { type SdrWalkResult, walkSdrs } from "./sdr-walk.ts";

/** Repositories taken from the cache and not read yet. */
interface Unproven {
  readonly mc: Mc;
  readonly read: (signal: AbortSignal) => Promise<SdrWalkResult>;
  readonly cached: CachedRecords;
}

/** The records of every controller, and what they say about others. */
export class SdrRecords {
  readonly #context: Context;
  #unproven: Unproven[] = [];
  /** The last read of each repository, by its place. */
  readonly #unsaved = new Map<string, () => Promise<void>>();
  /** The bytes of the last read of each controller; null asks for one more whatever comes. */
  readonly #last = new Map<Mc, readonly Uint8Array[] | null>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Another part sits there: of it only others' records tell until its own are read. */
  forget(mc: Mc): void {
    for (const other of this.#context.mcs) if (other !== mc) this.#learn(other);
    this.doubt(mc);
  }

  /** What was found may be a mistake of the moment: it counts, and is complete when the next read agrees. */
  doubt(mc: Mc): void {
    if (this.#last.has(mc)) this.#last.set(mc, null);
  }

  /**
   * Reads all records of a controller, or takes them from the cache until `prove`. Others than the last time are complete
   * only when read twice.
   */
  async read(mc: Mc, signal: AbortSignal): Promise<void> {
    const channel = Channel.discovery(this.#context.connection, mc, signal);
    const device = mc.deviceId;
    const parts: SdrWalkResult[] = [];
    // A satellite's main repository, if it has one, is its own business: only the one asked first speaks for all.
    if (mc === this.#context.mcs.primary && device?.sdrRepositoryDevice !== false) {
      parts.push(await this.#repository(mc, "main", await mainRepository(channel, mc.readSizes), signal));
    }
    if (device?.providesDeviceSdrs) {
      parts.push(await this.#repository(mc, "device", await deviceRepository(channel, mc.readSizes), signal));
    }
    const findings = parts.flatMap((p) => p.findings);
    const reached = parts.every((p) => p.complete);
    const records = parts.flatMap((p) => p.records);
    // What a walk did not reach is not gone.
    mc.sdrs = reached ? records : union(records, mc.sdrs);
    mc.complete =
      reached &&
      this.#agrees(
        mc,
        parts.flatMap((p) => p.raw),
      );
    if (findings.length > 0 && findings.join() !== mc.findings.join()) {
      this.#context.logger.info({ address: addressText(mc.at), findings }, "an SDR repository has defects");
    }
    mc.findings = findings;
    this.#learn(mc);
  }

  #agrees(mc: Mc, raw: readonly Uint8Array[]): boolean {
    const last = this.#last.get(mc);
    this.#last.set(mc, raw);
    return last === undefined || (last !== null && sameRecords(last, raw));
  }

  async #repository(
    mc: Mc,
    repository: "main" | "device",
    open: OpenRepository,
    signal: AbortSignal,
  ): Promise<SdrWalkResult> {
    const { cache, controller } = this.#context;
    const place = { controller, at: mc.at, repository };
    const fingerprint = fingerprintOf(mc, open);
    const cached = mc.sdrs.length === 0 ? await cache.load(place, fingerprint) : undefined;
    const read = async (signal: AbortSignal) => {
      const walk = await walkSdrs(open, signal);
      if (walk.complete && !(cached !== undefined && sameRecords(walk.raw, cached.raw))) {
        // Values come first, and ids have to be on the disk for them.
        this.#unsaved.set(`${mc.at}/${repository}`, () => cache.store(place, fingerprint, walk.raw));
      }
      return walk;
    };
    if (cached === undefined) return read(signal);
    // The names are here at once; one full read proves them when the rest is done.
    this.#unproven.push({ mc, read, cached });
    return { ...cached, findings: [], complete: true };
  }

  /** Reads what came from the cache; true when it turned out to be out of date. */
  async prove(mc: Mc, signal: AbortSignal): Promise<boolean> {
    const due = this.#unproven.filter((entry) => entry.mc === mc);
    this.#unproven = this.#unproven.filter((entry) => entry.mc !== mc);
    let changed = false;
    for (const { read, cached } of due) {
      const walk = await read(signal);
      // Neither right nor wrong yet: it is tried again.
      if (!walk.complete) mc.complete = false;
      if (!walk.complete || sameRecords(walk.raw, cached.raw)) continue;
      const stale = new Set<SdrRecord>(cached.records);
      mc.sdrs = [...walk.records, ...mc.sdrs.filter((record) => !stale.has(record))];
      this.#learn(mc);
      this.doubt(mc);
      mc.complete = false;
      changed = true;
    }
    return changed;
  }

  /** Caches what was read. */
  async save(): Promise<void> {
    for (const [place, store] of this.#unsaved) {
      this.#unsaved.delete(place);
      await store();
    }
  }

  /** What a controller's records say about it and about others. */
  #learn(mc: Mc): void {
    const { mcs } = this.#context;
    const named = (address: number, channel: number): Mc | undefined => {
      const at = mcs.named(address, channel, mc);
      return at === undefined ? undefined : mcs.at(at);
    };
    for (const record of mc.sdrs) {
      switch (record.kind) {
        case "mc-locator": {
          const found = named(record.address, record.channel);
          if (found === undefined) break;
          found.expected = true;
          found.name = record.id.text;
          found.entity = { id: record.entityId, instance: record.entityInstance };
          break;
        }
        case "fru-locator": {
          const owner = record.logical ? named(record.accessAddress, record.channel) : undefined;
          if (owner === undefined) break;
          const fru = fruOf(owner, record.deviceId);
          fru.name = record.id.text;
          fru.entity = { id: record.entityId, instance: record.entityInstance };
          break;
        }
        case "full-sensor":
        case "compact-sensor": {
          const owner = named(record.ownerId, record.ownerChannel);
          if (owner !== undefined) owner.expected = true;
          break;
        }
      }
    }
  }
}

/** Records, and those known before that are not among them. */
function union(records: readonly SdrRecord[], before: readonly SdrRecord[]): readonly SdrRecord[] {
  const key = (record: SdrRecord) => `${record.recordId}/${record.recordType}`;
  const known = new Set(records.map(key));
  return [...records, ...before.filter((record) => !known.has(key(record)))];
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
