import type { Domain } from "../../../hpi/domain.ts";
import { formatEntityPath } from "../../../hpi/entity-path.ts";
import type { Resource } from "../../../hpi/resource.ts";
import { jsonTime } from "../../json-time.ts";

/** How many sensors there are, by how far their readings can be trusted. */
export interface SensorCounts {
  readonly total: number;
  readonly good: number;
  readonly stale: number;
  readonly unavailable: number;
  /** In a state of minor severity or worse. */
  readonly alarming: number;
}

export function sensorCounts(domain: Domain, resourceId: number): SensorCounts {
  const counts = { total: 0, good: 0, stale: 0, unavailable: 0, alarming: 0 };
  for (const sensor of domain.sensorsOf(resourceId)) {
    counts.total++;
    counts[domain.reading(sensor.id).quality]++;
    const severity = domain.sensorSeverity(sensor.id);
    if (severity === "minor" || severity === "major" || severity === "critical") counts.alarming++;
  }
  return counts;
}

export function resourceView(domain: Domain, resource: Resource) {
  return {
    ...resourceBrief(domain, resource),
    key: resource.key,
    parentId: resource.parentId,
    capabilities: resource.capabilities,
    info: { ...resource.info, manufactured: jsonTime(resource.info.manufactured) },
    severity: resource.severity,
    origin: resource.origin,
    generation: resource.generation,
    revision: resource.revision,
    instruments: domain.instrumentsOf(resource.id).map(({ id, kind, number, name }) => ({ id, kind, number, name })),
  };
}

/** What a tree or a list shows of each resource. */
export function resourceBrief(domain: Domain, resource: Resource) {
  const { hotSwap } = resource;
  return {
    id: resource.id,
    tag: resource.tag,
    entityPath: formatEntityPath(resource.entityPath),
    controller: resource.controller,
    product: resource.info.product,
    slot: resource.capabilities.includes("slot"),
    present: resource.present,
    silent: resource.silent,
    hotSwap: hotSwap === null ? null : { ...hotSwap, since: jsonTime(hotSwap.since) },
    health: domain.health(resource.id, false),
    healthWithContent: domain.health(resource.id, true),
    sensors: sensorCounts(domain, resource.id),
  };
}

export type TreeNode = ReturnType<typeof resourceBrief> & { readonly children: readonly TreeNode[] };

/** The resources directly inside `parentId` (null for the roots), each with all it contains. */
export function resourceTree(domain: Domain, parentId: number | null): readonly TreeNode[] {
  return domain
    .childrenOf(parentId)
    .map((resource) => ({ ...resourceBrief(domain, resource), children: resourceTree(domain, resource.id) }));
}
