import { type SchemaName, schemaVersions } from "../generated.ts";
import { collectionBody, type RedfishResource, resourceBody, schemaId } from "../resource.ts";
import { uris } from "../uris.ts";

const schemas = Object.keys(schemaVersions) as SchemaName[];

export const schemaCollection: RedfishResource = {
  path: "/JsonSchemas",
  read: () =>
    collectionBody(
      "JsonSchemaFileCollection",
      uris.schemas,
      "JSON schemas",
      schemas.map((schema) => uris.schema(schemaId(schema))),
    ),
};

/** The schemas themselves are where the DMTF publishes them. */
export const schemaFile: RedfishResource = {
  path: "/JsonSchemas/:schema",
  read({ params }) {
    const schema = schemas.find((name) => schemaId(name) === params["schema"]);
    if (schema === undefined) return null;
    const id = schemaId(schema);
    return resourceBody("JsonSchemaFile", uris.schema(id), id, `${schema} schema`, {
      Languages: ["en"],
      Schema: `#${id}.${schema}`,
      Location: [{ Language: "en", PublicationUri: `https://redfish.dmtf.org/schemas/v1/${id}.json` }],
    });
  },
};
