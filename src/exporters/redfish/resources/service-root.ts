import { MAXIMUM_LEVELS } from "../query.ts";
import { oem, type RedfishResource, resourceBody } from "../resource.ts";
import { link, uris } from "../uris.ts";

export const serviceRoot: RedfishResource = {
  path: "/",
  auth: "none",
  read: ({ service: { domain, options } }) =>
    resourceBody("ServiceRoot", uris.root, "RootService", "Root Service", {
      RedfishVersion: "1.20.0",
      UUID: options.agent.uuid,
      Product: "hpi-agent",
      Vendor: "hpi-agent",
      ProtocolFeaturesSupported: {
        ExcerptQuery: false,
        FilterQuery: false,
        OnlyMemberQuery: true,
        SelectQuery: true,
        TopSkipQuery: true,
        MultipleHTTPRequests: false,
        ExpandQuery: { ExpandAll: true, Levels: true, Links: true, NoLinks: true, MaxLevels: MAXIMUM_LEVELS },
        DeepOperations: { DeepPATCH: false, DeepPOST: false },
      },
      Systems: link(uris.systems),
      Chassis: link(uris.chassis),
      Managers: link(uris.managers),
      SessionService: link(uris.sessionService),
      AccountService: link(uris.accountService),
      EventService: link(uris.eventService),
      Registries: link(uris.registries),
      JsonSchemas: link(uris.schemas),
      Links: { Sessions: link(uris.sessions), ManagerProvidingService: link(uris.agent) },
      Oem: oem("ServiceRoot", { Simulated: domain.simulated, Discovery: domain.discovery() }),
    }),
};
