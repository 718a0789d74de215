/**
 * Makes the small tables the Redfish exporter and its tests stand on, from the DMTF's schemas and message registries
 * (DSP8010 and DSP8011 bundles, with their LICENSE.md). The bundle itself is not part of this project.
 *
 *   node scripts/redfish-tables.ts <folder with csdl/, registries/ and LICENSE.md>
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";

/** Resource types the exporter serves, and types that appear inside of what it sends. */
const served = [
  "AccountService",
  "Chassis",
  "ChassisCollection",
  "ComputerSystem",
  "ComputerSystemCollection",
  "Event",
  "EventDestination",
  "EventDestinationCollection",
  "EventService",
  "JsonSchemaFile",
  "JsonSchemaFileCollection",
  "LogEntry",
  "LogEntryCollection",
  "LogService",
  "LogServiceCollection",
  "Manager",
  "ManagerAccount",
  "ManagerAccountCollection",
  "ManagerCollection",
  "Message",
  "MessageRegistryFile",
  "MessageRegistryFileCollection",
  "Role",
  "RoleCollection",
  "Sensor",
  "SensorCollection",
  "ServiceRoot",
  "Session",
  "SessionCollection",
  "SessionService",
];

/** Messages the exporter sends. */
const messages: Readonly<Record<string, readonly string[]>> = {
  Base: [
    "AccessDenied",
    "ActionNotSupported",
    "GeneralError",
    "HeaderInvalid",
    "InsufficientPrivilege",
    "InternalError",
    "MalformedJSON",
    "MissingOrMalformedPart",
    "NoValidSession",
    "OperationNotAllowed",
    "PasswordChangeRequired",
    "PayloadTooLarge",
    "PreconditionFailed",
    "PropertyMissing",
    "PropertyUnknown",
    "PropertyValueError",
    "PropertyValueTypeError",
    "QueryCombinationInvalid",
    "QueryNotSupported",
    "QueryNotSupportedOnResource",
    "QueryParameterOutOfRange",
    "QueryParameterValueFormatError",
    "QueryParameterValueTypeError",
    "ResourceAtUriUnauthorized",
    "ResourceMissingAtURI",
    "ServiceTemporarilyUnavailable",
    "SessionLimitExceeded",
    "Success",
    "UnrecognizedRequestBody",
  ],
  ResourceEvent: [
    "ResourceChanged",
    "ResourceCreated",
    "ResourceRemoved",
    "ResourceStateChanged",
    "ResourceStatusChangedCritical",
    "ResourceStatusChangedOK",
    "ResourceStatusChangedWarning",
  ],
  SensorEvent: [
    "ReadingAboveLowerCriticalThreshold",
    "ReadingAboveLowerFatalThreshold",
    "ReadingAboveUpperCautionThreshold",
    "ReadingAboveUpperCriticalThreshold",
    "ReadingAboveUpperFatalThreshold",
    "ReadingBelowLowerCautionThreshold",
    "ReadingBelowLowerCriticalThreshold",
    "ReadingBelowLowerFatalThreshold",
    "ReadingBelowUpperCriticalThreshold",
    "ReadingBelowUpperFatalThreshold",
    "SensorReadingNormalRange",
  ],
};

interface TypeDeclaration {
  readonly kind: "entity" | "complex" | "enum";
  readonly namespace: string;
  readonly name: string;
  readonly base: string | null;
  readonly body: string;
}

interface SchemaType {
  kind: "object" | "enum";
  properties?: Record<string, string>;
  members?: readonly string[];
  /** Patterns of further property names. */
  patterns?: readonly string[];
}

const declarations = new Map<string, TypeDeclaration>();
const definitions = new Map<string, { underlying: string }>();

function readSchemas(folder: string): void {
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), "utf8");
    for (const [, namespace, schema] of text.matchAll(/<Schema [^>]*Namespace="([^"]+)"[^>]*>([\s\S]*?)<\/Schema>/g)) {
      for (const [, kind, attributes, body] of schema!.matchAll(
        /<(EntityType|ComplexType|EnumType) ([^>]*?)(?:\/>|>([\s\S]*?)<\/\1>)/g,
      )) {
        const name = attribute(attributes!, "Name") ?? "";
        declarations.set(`${namespace}.${name}`, {
          kind: kind === "EntityType" ? "entity" : kind === "ComplexType" ? "complex" : "enum",
          namespace: namespace!,
          name,
          base: attribute(attributes!, "BaseType") ?? null,
          body: body ?? "",
        });
      }
      for (const [, attributes] of schema!.matchAll(/<TypeDefinition ([^>]*?)\/?>/g)) {
        const underlying = attribute(attributes!, "UnderlyingType") ?? "Edm.String";
        definitions.set(`${namespace}.${attribute(attributes!, "Name")}`, { underlying });
      }
    }
  }
}

function attribute(text: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
}

const versionOf = (namespace: string) => /\.v(\d+)_(\d+)_(\d+)$/.exec(namespace)?.slice(1).map(Number) ?? [0, 0, 0];

function compareVersions(a: string, b: string): number {
  const [x, y] = [versionOf(a), versionOf(b)];
  return x[0]! - y[0]! || x[1]! - y[1]! || x[2]! - y[2]!;
}

/** `Chassis.v1_0_0.Links` and `Chassis.Links` alike name the newest `Links` of the schema `Chassis`. */
function plainName(reference: string): string {
  return reference.replace(/\.v\d+_\d+_\d+\./, ".");
}

function newest(reference: string): TypeDeclaration | undefined {
  const [schema = "", name = ""] = plainName(reference).split(".");
  return [...declarations.values()]
    .filter((d) => d.name === name && d.namespace.split(".")[0] === schema)
    .sort((a, b) => compareVersions(a.namespace, b.namespace))
    .at(-1);
}

/** A type and those it extends, newest first. */
function* lineage(declaration: TypeDeclaration | undefined): Generator<TypeDeclaration> {
  const seen = new Set<TypeDeclaration>();
  for (let at = declaration; at !== undefined && !seen.has(at); at = declarations.get(at.base ?? "")) {
    seen.add(at);
    yield at;
  }
}

const types: Record<string, SchemaType> = {};

function collect(reference: string): void {
  const name = plainName(reference);
  if (types[name] !== undefined) return;
  const declaration = newest(reference);
  if (declaration === undefined) return;
  if (declaration.kind === "enum") {
    const bodies = [...declarations.values()].filter((d) => plainName(`${d.namespace}.${d.name}`) === name);
    const members = bodies.flatMap(({ body }) => [...body.matchAll(/<Member Name="([^"]+)"/g)].map((m) => m[1]!));
    types[name] = { kind: "enum", members: [...new Set(members)].sort() };
    return;
  }
  const properties: Record<string, string> = {};
  const patterns: string[] = [];
  types[name] = { kind: "object", properties };
  for (const { body, base } of lineage(declaration)) {
    // ReferenceableMember and Item are links by nature; Oem is open.
    for (const [, element, attributes, inner] of body.matchAll(
      /<(Property|NavigationProperty) ([^>]*?)(?:\/>|>([\s\S]*?)<\/\1>)/g,
    )) {
      const property = attribute(attributes!, "Name") ?? "";
      properties[property] ??= describe(element!, attributes!, inner ?? "");
    }
    for (const [, pattern] of body.matchAll(/<PropertyValue Property="Pattern" String="([^"]+)"/g)) {
      patterns.push(pattern!.replaceAll("\\\\", "\\"));
    }
    if (base?.startsWith("Resource.OemObject") === true) patterns.push(".*");
  }
  if (name === "Resource.Oem" || name === "Resource.OemObject") patterns.push(".*");
  if (patterns.length > 0) types[name] = { ...types[name]!, patterns };
  types[name]!.properties = Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** E.g. `string`, `enum Resource.State?`, `object Chassis.Links`, `link Sensor.Sensor[]!`; ? nullable, ! required, ~ deprecated. */
function describe(element: string, attributes: string, inner: string): string {
  const type = attribute(attributes, "Type") ?? "";
  const [, item] = /^Collection\((.+)\)$/.exec(type) ?? [];
  const reference = item ?? type;
  const isLink = element === "NavigationProperty" && !inner.includes('Term="OData.AutoExpand"');
  const flags = [
    item === undefined ? "" : "[]",
    attribute(attributes, "Nullable") === "false" ? "" : "?",
    /Term="Redfish\.Required"/.test(inner) ? "!" : "",
    /Redfish\.RevisionKind\/Deprecated/.test(inner) ? "~" : "",
  ].join("");
  return `${isLink ? `link ${plainName(reference)}` : valueType(reference)}${flags}`;
}

const primitives: Readonly<Record<string, string>> = {
  "Edm.String": "string",
  "Edm.Boolean": "boolean",
  "Edm.Int64": "integer",
  "Edm.Decimal": "number",
  "Edm.DateTimeOffset": "string",
  "Edm.Duration": "string",
  "Edm.Guid": "string",
  "Edm.TimeOfDay": "string",
  "Edm.PrimitiveType": "any",
};

function valueType(reference: string): string {
  const primitive = primitives[reference] ?? primitives[definitions.get(reference)?.underlying ?? ""];
  if (primitive !== undefined) return primitive;
  const declaration = newest(reference);
  if (declaration === undefined) return "any";
  collect(reference);
  return `${declaration.kind === "enum" ? "enum" : "object"} ${plainName(reference)}`;
}

function urisOf(schema: string): readonly string[] {
  const { body } = declarations.get(`${schema}.${schema}`) ?? { body: "" };
  const list = (term: string) =>
    [
      ...(
        new RegExp(`Term="Redfish\\.${term}">\\s*<Collection>([\\s\\S]*?)</Collection>`).exec(body)?.[1] ?? ""
      ).matchAll(/<String>([^<]+)<\/String>/g),
    ].map((m) => m[1]!);
  const deprecated = list("DeprecatedUris");
  return list("Uris").filter((uri) => !deprecated.includes(uri));
}

function main(folder: string): void {
  readSchemas(join(folder, "csdl"));
  const resources = Object.fromEntries(
    served.map((schema) => {
      collect(`${schema}.${schema}`);
      const [version] = /v\d+_\d+_\d+$/.exec(newest(`${schema}.${schema}`)?.namespace ?? "") ?? [null];
      return [schema, { version, uris: urisOf(schema) }];
    }),
  );
  const sorted = Object.fromEntries(Object.entries(types).sort(([a], [b]) => (a < b ? -1 : 1)));
  const facts = { resources, types: sorted };
  writeFileSync("test/exporters/redfish/schema-facts.json", `${JSON.stringify(facts, null, 1)}\n`);
  writeFileSync("src/exporters/redfish/generated.ts", sourceOf(folder, resources));
}

function sourceOf(folder: string, resources: Record<string, { version: string | null }>): string {
  const versions = Object.entries(resources).map(([schema, { version }]) => `  ${schema}: ${JSON.stringify(version)},`);
  const files = readdirSync(join(folder, "registries"));
  const registries = Object.entries(messages).map(([prefix, names]) => {
    const file = files.find((name) => name.startsWith(`${prefix}.`))!;
    const registry = JSON.parse(readFileSync(join(folder, "registries", file), "utf8"));
    const lines = names.map((name) => {
      const { Message, MessageSeverity, NumberOfArgs, Resolution } = registry.Messages[name];
      return `      ${name}: { message: ${JSON.stringify(Message)}, severity: ${JSON.stringify(MessageSeverity)}, args: ${NumberOfArgs}, resolution: ${JSON.stringify(Resolution)} },`;
    });
    return `  ${prefix}: {\n    version: ${JSON.stringify(registry.RegistryVersion)},\n    messages: {\n${lines.join("\n")}\n    },\n  },`;
  });
  const license = readFileSync(join(folder, "LICENSE.md"), "utf8").trim().replace(/^/gm, " * ").replace(/ +$/gm, "");
  return `/*
 * Made by scripts/redfish-tables.ts from schemas and message registries of the DMTF; do not edit. Their license:
 *
${license}
 */

/** Versions of the schemas served; null for collections, which have none. */
export const schemaVersions = {
${versions.join("\n")}
} as const;

export type SchemaName = keyof typeof schemaVersions;

/** The messages the exporter sends, of the registries they belong to. */
export const registries = {
${registries.join("\n")}
} as const;
`;
}

const [, , folder] = argv;
if (folder === undefined)
  console.error("usage: node scripts/redfish-tables.ts <folder with csdl/, registries/ and LICENSE.md>");
else main(folder);
