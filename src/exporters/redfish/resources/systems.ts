import { worstSeverity } from "../../../hpi/severity.ts";
import { healthOf, isAbsent, unitPowerState, unitStatus } from "../mapping/status.ts";
import { type Body, collectionBody, known, links, oem, type RedfishResource, resourceBody } from "../resource.ts";
import type { RedfishService, SystemUnit } from "../service.ts";
import { uris } from "../uris.ts";

export const systemCollection: RedfishResource = {
  path: "/Systems",
  revision: ({ service }) => service.modelRevision,
  read: ({ service }) =>
    collectionBody(
      "ComputerSystemCollection",
      uris.systems,
      "Computer systems",
      service.systems.map(({ id }) => uris.system(id)),
    ),
};

export const system: RedfishResource = {
  path: "/Systems/:system",
  revision: ({ service }) => service.modelRevision,
  read({ service, params }) {
    const found = service.systems.find(({ id }) => id === params["system"]);
    return found === undefined ? null : systemBody(service, found);
  },
};

function systemBody(service: RedfishService, found: SystemUnit): Body {
  const { id, units, self } = found;
  const [unit] = units;
  const info = unit === undefined || isAbsent(unit) ? undefined : unit.resource.info;
  const controllers = service.controllers.filter((controller) => units.some((u) => u.id === controller.id));
  return resourceBody("ComputerSystem", uris.system(id), id, self ? service.domain.name : (unit?.resource.tag ?? id), {
    SystemType: "Physical",
    ...known({
      Manufacturer: info?.manufacturer || undefined,
      Model: info?.product || undefined,
      PartNumber: info?.partNumber || undefined,
      SerialNumber: info?.serialNumber || undefined,
      AssetTag: info?.assetTag || undefined,
      UUID: info?.guid ?? undefined,
      // The agent runs on it, so it is on.
      PowerState: self ? "On" : unit === undefined ? undefined : unitPowerState(unit),
    }),
    Status: self || unit === undefined ? selfStatus(service) : unitStatus(service.domain, unit),
    Links: {
      ...links(
        "Chassis",
        units.map((u) => uris.oneChassis(u.id)),
      ),
      ...links("ManagedBy", [uris.agent, ...controllers.map((controller) => uris.manager(controller.id))]),
    },
    Oem: oem("ComputerSystem", { Simulated: service.domain.simulated }),
  });
}

function selfStatus({ domain }: RedfishService): Body {
  const health = healthOf(worstSeverity(domain.alarms().map((alarm) => alarm.severity)));
  return { State: "Enabled", Health: health, HealthRollup: health };
}
