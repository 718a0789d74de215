import { UsageError } from "../base/errors.ts";
import { SourceList } from "./source-list.ts";

/** A community of SNMPv1 or SNMPv2c: a name sent in the clear, so it counts only together with where it comes from. */
export interface CommunityOptions {
  readonly community: string;
  /** Who the access control takes the sender for. */
  readonly securityName: string;
  /** Addresses and networks it may come from, e.g. `192.0.2.0/24`; at least one. */
  readonly sources: readonly string[];
  /** Security models that accept it: 1 for SNMPv1, 2 for SNMPv2c. */
  readonly models: readonly (1 | 2)[];
  readonly context?: string;
}

export interface Community {
  readonly securityName: string;
  readonly context: string;
}

interface Entry extends Community {
  readonly models: readonly number[];
  readonly sources: SourceList;
}

const LONGEST = 255;

/** The communities of an engine. Without any, SNMPv1 and SNMPv2c are not spoken at all. */
export class CommunityTable {
  #entries = new Map<string, Entry[]>();

  /** Throws a UsageError that names what is wrong. */
  constructor(communities: readonly CommunityOptions[]) {
    this.configure(communities);
  }

  /** Replaces all communities. Throws a UsageError that names what is wrong, and keeps those there were. */
  configure(communities: readonly CommunityOptions[]): void {
    const all = new Map<string, Entry[]>();
    for (const options of communities) {
      const octets = Buffer.from(options.community, "utf8");
      if (octets.length < 1 || octets.length > LONGEST) {
        throw new UsageError("E_SNMP_COMMUNITY", `a community has 1 to ${LONGEST} octets`);
      }
      if (options.sources.length === 0) {
        throw new UsageError("E_SNMP_COMMUNITY", "a community needs the addresses it may come from");
      }
      const key = octets.toString("latin1");
      const entries = all.get(key) ?? [];
      all.set(key, entries);
      const { securityName, models, context = "" } = options;
      entries.push({ securityName, context, models, sources: new SourceList(options.sources) });
    }
    this.#entries = all;
  }

  get empty(): boolean {
    return this.#entries.size === 0;
  }

  /** The community of these octets, as latin1 text, when it may be used in this way. */
  find(octets: string, model: 1 | 2, address: string): Community | undefined {
    return this.#entries.get(octets)?.find((entry) => entry.models.includes(model) && entry.sources.includes(address));
  }
}
