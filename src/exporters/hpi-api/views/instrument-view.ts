import type { Domain } from "../../../hpi/domain.ts";
import { formatEntityPath } from "../../../hpi/entity-path.ts";
import type { Control, InventoryInstrument } from "../../../hpi/rdr/index.ts";

export function controlView(domain: Domain, control: Control) {
  return {
    ...control,
    entityPath: formatEntityPath(control.entityPath),
    resource: domain.resource(control.resourceId)?.tag ?? "",
    value: domain.control(control.id) ?? null,
  };
}

/** An inventory and, unless only the list is wanted, its bytes in base 64. */
export function inventoryView(domain: Domain, instrument: InventoryInstrument, withRaw: boolean) {
  const inventory = domain.inventory(instrument.id);
  return {
    id: instrument.id,
    resourceId: instrument.resourceId,
    resource: domain.resource(instrument.resourceId)?.tag ?? "",
    name: instrument.name,
    read: inventory !== undefined,
    areas: inventory?.areas ?? [],
    findings: inventory?.findings ?? [],
    ...(withRaw ? { raw: inventory === undefined ? null : Buffer.from(inventory.raw).toString("base64") } : {}),
  };
}
