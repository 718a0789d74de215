import type { Domain } from "../../../hpi/domain.ts";
import { formatEntityPath } from "../../../hpi/entity-path.ts";
import type { Resource } from "../../../hpi/resource.ts";
import type { ObjectStore } from "../../../snmp/store.ts";
import { Rows } from "../rows.ts";
import { adminString } from "../text.ts";
import { actionWish, type Commands } from "./commands.ts";
import { bits, capabilityBit, entryOf, severityNumber, truth } from "./words.ts";

const Column = {
  entityPath: 1,
  tag: 2,
  controller: 3,
  origin: 4,
  capabilities: 5,
  severity: 6,
  health: 7,
  present: 8,
  failed: 9,
  rediscover: 10,
} as const;
const entry = entryOf(2);

/** hpiAgentResourceTable: every resource of the model, those out of their slots too. */
export class ResourceTable {
  readonly #domain: Domain;
  readonly #rows: Rows<number>;

  constructor(domain: Domain, store: ObjectStore, commands: Commands) {
    this.#domain = domain;
    this.#rows = new Rows(
      store.table(entry, [
        ...[Column.entityPath, Column.tag, Column.controller, Column.origin, Column.capabilities].map(
          (number) => ({ number, syntax: "OctetString" }) as const,
        ),
        ...[Column.severity, Column.health, Column.present, Column.failed].map(
          (number) => ({ number, syntax: "Integer32" }) as const,
        ),
        {
          number: Column.rediscover,
          syntax: "Integer32",
          write: commands.writer([...entry, Column.rediscover], (assignment) => {
            const resourceId = assignment.index[0]!;
            return actionWish(assignment, `rediscover ${resourceId}`, [
              { kind: "rediscover", resourceId, desired: "now" },
            ]);
          }),
        },
      ]),
    );
  }

  batch(change: () => void): void {
    this.#rows.batch(change);
  }

  put(resource: Resource): void {
    const origin = Object.entries(resource.origin).map(([name, value]) => `${name}=${value}`);
    this.#rows.put(resource.id, [resource.id], {
      [Column.entityPath]: adminString(formatEntityPath(resource.entityPath)),
      [Column.tag]: adminString(resource.tag),
      [Column.controller]: adminString(resource.controller),
      [Column.origin]: adminString(origin.join(" ")),
      [Column.capabilities]: bits(
        resource.capabilities.map((capability) => capabilityBit[capability]),
        1,
      ),
      [Column.severity]: severityNumber[resource.severity],
      [Column.health]: this.#health(resource.id),
      [Column.present]: truth(resource.present),
      [Column.failed]: truth(resource.silent),
      [Column.rediscover]: 1,
    });
  }

  /** Alarms have come or gone. */
  alarmed(): void {
    const worst = new Map<number, number>();
    for (const { resourceId, severity } of this.#domain.alarms()) {
      const number = severityNumber[severity];
      if (resourceId !== null) worst.set(resourceId, Math.min(number, worst.get(resourceId) ?? number));
    }
    for (const id of this.#rows.keys()) this.#rows.set(id, Column.health, worst.get(id) ?? severityNumber.ok);
  }

  remove(resourceId: number): void {
    this.#rows.remove(resourceId);
  }

  #health(id: number): number {
    return severityNumber[this.#domain.health(id, false)];
  }
}
