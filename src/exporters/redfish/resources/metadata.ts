import { type SchemaName, schemaVersions } from "../generated.ts";
import { schemaId } from "../resource.ts";
import { uris } from "../uris.ts";

/** GET /redfish/v1/$metadata: where the schemas are (DSP0266 section "OData $metadata"). */
export function metadataDocument(): string {
  const references = (Object.keys(schemaVersions) as SchemaName[]).map((schema) => {
    const id = schemaId(schema);
    const version = id === schema ? "" : `<edmx:Include Namespace="${id}"/>`;
    const include = `<edmx:Include Namespace="${schema}"/>${version}`;
    return `  <edmx:Reference Uri="http://redfish.dmtf.org/schemas/v1/${schema}_v1.xml">${include}</edmx:Reference>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">
${references.join("\n")}
  <edmx:DataServices>
    <Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="Service">
      <EntityContainer Name="Service" Extends="${schemaId("ServiceRoot")}.ServiceContainer"/>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>
`;
}

/** GET /redfish/v1/odata: the services by name. */
export function odataDocument() {
  const services = {
    Service: uris.root,
    Systems: uris.systems,
    Chassis: uris.chassis,
    Managers: uris.managers,
    SessionService: uris.sessionService,
    AccountService: uris.accountService,
    EventService: uris.eventService,
    Registries: uris.registries,
    JsonSchemas: uris.schemas,
  };
  return {
    "@odata.context": `${uris.root}$metadata`,
    value: Object.entries(services).map(([name, url]) => ({ name, kind: "Singleton", url })),
  };
}
