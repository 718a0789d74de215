import { InternalError } from "../base/errors.ts";
import { compareEntityPaths, containsEntityPath, type EntityPath, formatEntityPath } from "./entity-path.ts";
import { EntityType } from "./entity-type.ts";
import type { Instrument, Rdr } from "./rdr/index.ts";
import type { HotSwapStatus, Resource, ResourceDescription } from "./resource.ts";

/** The resource presence table and RDR repositories: pure bookkeeping, no events. */
export class ResourceTable {
  readonly #resources = new Map<number, Resource>();
  readonly #byKey = new Map<string, number>();
  readonly #byPath = new Map<string, number>();
  readonly #instruments = new Map<number, Instrument>();
  #sorted: readonly Resource[] | null = null;

  get(id: number): Resource | undefined {
    return this.#resources.get(id);
  }

  byKey(key: string): Resource | undefined {
    const id = this.#byKey.get(key);
    return id === undefined ? undefined : this.#resources.get(id);
  }

  byPath(path: EntityPath): Resource | undefined {
    const id = this.#byPath.get(formatEntityPath(path));
    return id === undefined ? undefined : this.#resources.get(id);
  }

  instrument(id: number): Instrument | undefined {
    return this.#instruments.get(id);
  }

  instruments(): IterableIterator<Instrument> {
    return this.#instruments.values();
  }

  instrumentsOf(resourceId: number): readonly Instrument[] {
    const resource = this.#resources.get(resourceId);
    return resource === undefined ? [] : resource.instruments.map((id) => this.#instruments.get(id)!);
  }

  /** All resources in the order of their places. */
  list(): readonly Resource[] {
    this.#sorted ??= [...this.#resources.values()].sort(
      (a, b) => compareEntityPaths(a.entityPath, b.entityPath) || a.id - b.id,
    );
    return this.#sorted;
  }

  childrenOf(parentId: number | null): readonly Resource[] {
    return this.list().filter((r) => r.parentId === parentId);
  }

  /** Adds or replaces; returns what was there, the new state, and ids of instruments that are gone. */
  put(
    id: number,
    description: ResourceDescription,
    instrumentIds: readonly number[],
    hotSwap: HotSwapStatus | null,
  ): { before: Resource | undefined; resource: Resource; gone: readonly number[]; conflict: Resource | undefined } {
    const before = this.#resources.get(id);
    const { rdrs, hotSwap: _state, hotSwapNative: _native, ...rest } = description;
    let entityPath = description.entityPath;
    const holder = this.byPath(entityPath);
    const conflict = holder !== undefined && holder.id !== id ? holder : undefined;
    // Two owners claim one place: the later one stays visible beside the first.
    if (conflict !== undefined) entityPath = [...entityPath, { type: EntityType.OTHER, location: id }];
    if (before !== undefined) this.#byPath.delete(formatEntityPath(before.entityPath));
    const instruments = rdrs.map((rdr, i) => this.#bind(rdr, instrumentIds[i], id));
    const gone = (before?.instruments ?? []).filter((old) => !instruments.some((i) => i.id === old));
    for (const old of gone) this.#instruments.delete(old);
    for (const instrument of instruments) this.#instruments.set(instrument.id, instrument);
    const resource: Resource = {
      ...rest,
      entityPath,
      id,
      parentId: null,
      hotSwap,
      present: hotSwap === null || hotSwap.state !== "NotPresent",
      silent: before?.silent ?? false,
      generation: before?.generation ?? 1,
      revision: (before?.revision ?? 0) + 1,
      instruments: instruments.map((i) => i.id),
    };
    this.#resources.set(id, resource);
    this.#byKey.set(description.key, id);
    this.#byPath.set(formatEntityPath(entityPath), id);
    this.#sorted = null;
    // Parents follow from places alone.
    const moved = before === undefined || formatEntityPath(before.entityPath) !== formatEntityPath(entityPath);
    if (moved) this.#relink();
    else this.#resources.set(id, { ...resource, parentId: before.parentId });
    return { before, resource: this.#resources.get(id)!, gone, conflict };
  }

  /** Replaces fields of a resource and raises its revision. */
  update(id: number, fields: Partial<Resource>): Resource {
    const before = this.#resources.get(id);
    if (before === undefined) throw new InternalError("E_INTERNAL", "update of a resource that does not exist", { id });
    const resource = { ...before, ...fields, revision: before.revision + 1 };
    this.#resources.set(id, resource);
    this.#sorted = null;
    return resource;
  }

  remove(id: number): Resource | undefined {
    const resource = this.#resources.get(id);
    if (resource === undefined) return undefined;
    for (const instrument of resource.instruments) this.#instruments.delete(instrument);
    this.#resources.delete(id);
    this.#byKey.delete(resource.key);
    this.#byPath.delete(formatEntityPath(resource.entityPath));
    this.#sorted = null;
    this.#relink();
    return resource;
  }

  #bind(rdr: Rdr, id: number | undefined, resourceId: number): Instrument {
    if (id === undefined) throw new InternalError("E_INTERNAL", "an RDR without id", { key: rdr.key });
    return { ...rdr, id, resourceId };
  }

  /** Parents follow from places; a container may be described after its content. */
  #relink(): void {
    for (const resource of this.#resources.values()) {
      let parentId: number | null = null;
      for (let length = resource.entityPath.length - 1; length > 0; length--) {
        const parent = this.byPath(resource.entityPath.slice(0, length));
        if (parent !== undefined && containsEntityPath(parent.entityPath, resource.entityPath)) {
          parentId = parent.id;
          break;
        }
      }
      if (parentId !== resource.parentId) {
        this.#resources.set(resource.id, { ...resource, parentId, revision: resource.revision + 1 });
        this.#sorted = null;
      }
    }
  }
}
