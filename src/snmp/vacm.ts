import { UsageError } from "../base/errors.ts";
import type { AccessControl, Requester } from "./access.ts";
import { compareOids, type Oid } from "./oid.ts";
import type { ObjectStore } from "./store.ts";
import type { SecurityLevel } from "./v3-message.ts";
import { Coverage, type View } from "./view.ts";

/** A family of subtrees of a view (RFC 3415, vacmViewTreeFamilyTable). */
export interface ViewFamily {
  readonly subtree: Oid;
  /** Positions of the subtree where any arc will do (a zero bit of vacmViewTreeFamilyMask). */
  readonly wildcards?: readonly number[];
  readonly included: boolean;
}

/** Which group a name of a security model belongs to; model 0 stands for any. */
export interface GroupMember {
  readonly model: 0 | 1 | 2 | 3;
  readonly securityName: string;
  readonly group: string;
}

/** What a group may do (RFC 3415, vacmAccessTable). Views by name; absent = none. */
export interface AccessEntry {
  readonly group: string;
  readonly contextPrefix?: string;
  readonly contextMatch?: "exact" | "prefix";
  readonly model: 0 | 1 | 2 | 3;
  /** The least level at which it holds. */
  readonly level: SecurityLevel;
  readonly read?: string;
  readonly write?: string;
  readonly notify?: string;
}

export interface VacmConfiguration {
  readonly members: readonly GroupMember[];
  readonly access: readonly AccessEntry[];
  readonly views: Readonly<Record<string, readonly ViewFamily[]>>;
}

export type ViewPurpose = "read" | "write" | "notify";

/** The view-based access control model (RFC 3415). Views are compiled once; a request costs one look-up. */
export class Vacm implements AccessControl {
  #configuration!: VacmConfiguration;
  #views = new Map<string, FamilyView>();
  #groups = new Map<string, string>();
  #found = new Map<string, FamilyView | null>();
  /** The last question and its answer: a manager asks many times in a row. */
  #last: (Requester & { purpose: ViewPurpose; view: FamilyView | undefined }) | undefined;

  constructor(configuration: VacmConfiguration) {
    this.configure(configuration);
  }

  get configuration(): VacmConfiguration {
    return this.#configuration;
  }

  /** Replaces the whole configuration. Throws `E_SNMP_VIEW` and keeps the old one when a view is missing. */
  configure(configuration: VacmConfiguration): void {
    const views = new Map<string, FamilyView>();
    for (const [name, families] of Object.entries(configuration.views)) views.set(name, new FamilyView(families));
    for (const { group, read, write, notify } of configuration.access) {
      for (const view of [read, write, notify]) {
        if (view !== undefined && !views.has(view)) {
          throw new UsageError("E_SNMP_VIEW", `group ${group} has access to view ${view}, which does not exist`);
        }
      }
    }
    this.#configuration = configuration;
    this.#views = views;
    this.#groups = new Map(configuration.members.map((m) => [`${m.model} ${m.securityName}`, m.group]));
    this.#found = new Map();
    this.#last = undefined;
  }

  view(requester: Requester, purpose: ViewPurpose): View | undefined {
    const { model, level, securityName, context } = requester;
    const last = this.#last;
    if (
      last?.securityName === securityName &&
      last.purpose === purpose &&
      last.model === model &&
      last.level === level &&
      last.context === context
    ) {
      return last.view;
    }
    const key = `${purpose} ${model} ${level} ${context.length} ${context} ${securityName}`;
    let view = this.#found.get(key);
    if (view === undefined) {
      view = this.#find(requester, purpose) ?? null;
      // Names that ask are configured ones, contexts are known ones, so this cannot grow without bound.
      this.#found.set(key, view);
    }
    this.#last = { model, level, securityName, context, purpose, view: view ?? undefined };
    return view ?? undefined;
  }

  #find(requester: Requester, purpose: ViewPurpose): FamilyView | undefined {
    const { model, securityName } = requester;
    const group = this.#groups.get(`${model} ${securityName}`) ?? this.#groups.get(`0 ${securityName}`);
    if (group === undefined) return undefined;
    const entry = this.#configuration.access
      .filter((candidate) => candidate.group === group && applies(candidate, requester))
      .sort((a, b) => preference(b) - preference(a))[0];
    const name = entry?.[purpose];
    return name === undefined ? undefined : this.#views.get(name);
  }
}

function applies(entry: AccessEntry, { model, level, context }: Requester): boolean {
  const prefix = entry.contextPrefix ?? "";
  const inContext = entry.contextMatch === "prefix" ? context.startsWith(prefix) : context === prefix;
  return inContext && (entry.model === 0 || entry.model === model) && entry.level <= level;
}

/** Which of several entries counts: the model named, then the exact context, the longer prefix, the higher level. */
function preference(entry: AccessEntry): number {
  const prefix = (entry.contextPrefix ?? "").length;
  return (
    (entry.model === 0 ? 0 : 1_000_000) + (entry.contextMatch === "prefix" ? 0 : 100_000) + prefix * 100 + entry.level
  );
}

/** A view of subtree families; of those that match a name the longest, then the greatest one decides. */
export class FamilyView implements View {
  /** Longest first, so that the first match decides. */
  readonly #families: readonly {
    readonly subtree: Oid;
    readonly any: ReadonlySet<number>;
    readonly included: boolean;
  }[];
  readonly #coverage = new WeakMap<ObjectStore, { generation: number; columns: Uint8Array }>();

  constructor(families: readonly ViewFamily[]) {
    this.#families = families
      .map(({ subtree, wildcards, included }) => ({ subtree, any: new Set(wildcards), included }))
      .sort((a, b) => b.subtree.length - a.subtree.length || compareOids(b.subtree, a.subtree));
  }

  includes(arcs: ArrayLike<number>, count: number): boolean {
    return this.decides(arcs, count) === true;
  }

  /** Whether a name is included or excluded; undefined when no family matches it. */
  decides(arcs: ArrayLike<number>, count: number): boolean | undefined {
    for (const { subtree, any, included } of this.#families) {
      if (subtree.length <= count && matches(subtree, any, arcs, subtree.length)) return included;
    }
    return undefined;
  }

  coverage(store: ObjectStore): Uint8Array {
    const known = this.#coverage.get(store);
    if (known?.generation === store.generation) return known.columns;
    const columns = Uint8Array.from(store.columns, ({ column }) => this.#covers(column.prefix));
    this.#coverage.set(store, { generation: store.generation, columns });
    return columns;
  }

  #covers(prefix: Oid): number {
    const whole = this.includes(prefix, prefix.length);
    // Families that reach into the column decide for some of its instances.
    const inside = this.#families.some(
      ({ subtree, any, included }) =>
        included !== whole && subtree.length > prefix.length && matches(subtree, any, prefix, prefix.length),
    );
    if (inside) return Coverage.some;
    return whole ? Coverage.all : Coverage.none;
  }
}

function matches(subtree: Oid, any: ReadonlySet<number>, arcs: ArrayLike<number>, count: number): boolean {
  for (let i = 0; i < count; i++) if (subtree[i] !== arcs[i] && !any.has(i)) return false;
  return true;
}

/** Positions whose mask bit is zero; a mask that is too short goes on with ones (RFC 3415). */
export function wildcardsOfMask(mask: Uint8Array, length: number): readonly number[] {
  return Array.from({ length }, (_, i) => i).filter(
    (i) => i < mask.length * 8 && ((mask[i >> 3]! >> (7 - (i & 7))) & 1) === 0,
  );
}

/** The mask of a family (vacmViewTreeFamilyMask, snmpNotifyFilterMask): empty when every arc counts. */
export function maskOf({ subtree, wildcards = [] }: ViewFamily): Buffer {
  if (wildcards.length === 0) return Buffer.alloc(0);
  const mask = Buffer.alloc(Math.ceil(subtree.length / 8), 0xff);
  for (const at of wildcards) mask[at >> 3]! &= ~(0x80 >> (at & 7));
  return mask;
}
