import { EntityType } from "../../../hpi/entity-type.ts";
import { worstSeverity } from "../../../hpi/severity.ts";
import { jsonTime } from "../../json-time.ts";
import { type ChassisUnit, lastElement } from "../mapping/chassis-tree.ts";
import { healthOf, isAbsent, unitStatus } from "../mapping/status.ts";
import { type Body, collectionBody, known, links, oem, type RedfishResource, resourceBody } from "../resource.ts";
import type { RedfishService } from "../service.ts";
import { AGENT, link, uris } from "../uris.ts";

export const managerCollection: RedfishResource = {
  path: "/Managers",
  read: ({ service }) =>
    collectionBody("ManagerCollection", uris.managers, "Managers", [
      uris.agent,
      ...service.controllers.map(({ id }) => uris.manager(id)),
    ]),
};

export const manager: RedfishResource = {
  path: "/Managers/:manager",
  read({ service, params }) {
    if (params["manager"] === AGENT) return agentBody(service);
    const unit = service.controllers.find(({ id }) => id === params["manager"]);
    return unit === undefined ? null : controllerBody(service, unit);
  },
};

/** The agent itself. */
function agentBody(service: RedfishService): Body {
  const { domain, options } = service;
  const own = worstSeverity(domain.alarms().flatMap((a) => (a.resourceId === null ? [a.severity] : [])));
  return resourceBody("Manager", uris.agent, AGENT, options.agent.name, {
    ManagerType: "Service",
    FirmwareVersion: options.agent.version,
    UUID: options.agent.uuid,
    ServiceEntryPointUUID: options.agent.uuid,
    DateTime: jsonTime(domain.clock.wall()),
    DateTimeLocalOffset: "+00:00",
    Status: { State: "Enabled", Health: healthOf(own) },
    LogServices: link(uris.logServices),
    Links: {
      ...links("ManagerForChassis", [...service.tree.byId.keys()].map(uris.oneChassis)),
      ...links(
        "ManagerForServers",
        service.systems.map(({ id }) => uris.system(id)),
      ),
      ...links(
        "ManagerForManagers",
        service.controllers.map(({ id }) => uris.manager(id)),
      ),
    },
    Oem: oem("Manager", { Simulated: domain.simulated, Discovery: domain.discovery() }),
  });
}

/** A management controller below the agent: its id is that of the Chassis it sits in. */
function controllerBody(service: RedfishService, unit: ChassisUnit): Body {
  const { id, resource, parent } = unit;
  const { info, origin } = resource;
  const isShelfManager = lastElement(resource).type === EntityType.SHELF_MANAGER;
  const systems = service.systems.filter(({ units }) => units.some((u) => u.id === id));
  const absent = isAbsent(unit);
  return resourceBody("Manager", uris.manager(id), id, `Management controller of ${resource.tag}`, {
    ManagerType: isShelfManager ? "EnclosureManager" : "ManagementController",
    ...known({
      FirmwareVersion: absent ? undefined : info.firmwareRevision || undefined,
      Manufacturer: absent ? undefined : info.manufacturer || undefined,
      Model: absent ? undefined : info.product || undefined,
      UUID: absent ? undefined : (info.guid ?? undefined),
    }),
    Status: unitStatus(service.domain, unit),
    Links: {
      ManagerInChassis: link(uris.oneChassis(id)),
      ...links("ManagerForChassis", [uris.oneChassis(isShelfManager && parent !== null ? parent.id : id)]),
      ...links(
        "ManagerForServers",
        systems.map((system) => uris.system(system.id)),
      ),
      ...links("ManagedBy", [uris.agent]),
    },
    Oem: oem("Manager", { Origin: origin, Simulated: service.domain.simulated }),
  });
}
