import { readFileSync } from "node:fs";
import type { Json } from "./redfish-app.ts";

interface SchemaType {
  readonly kind: "object" | "enum";
  readonly properties?: Readonly<Record<string, string>>;
  readonly members?: readonly string[];
  readonly patterns?: readonly string[];
}

interface Facts {
  readonly resources: Readonly<Record<string, { readonly version: string | null; readonly uris: readonly string[] }>>;
  readonly types: Readonly<Record<string, SchemaType>>;
}

const facts: Facts = JSON.parse(readFileSync(new URL("schema-facts.json", import.meta.url), "utf8"));

/** What is wrong with a resource by the DMTF's schemas: names, types, enumerations, what must be there, its URI. */
export function schemaProblems(uri: string, body: Json): readonly string[] {
  const [, schema = ""] = /\.([^.]+)$/.exec(String(body["@odata.type"])) ?? [];
  const resource = facts.resources[schema];
  if (resource === undefined) return [`${uri}: unknown type ${body["@odata.type"]}`];
  const type = resource.version === null ? `#${schema}.${schema}` : `#${schema}.${resource.version}.${schema}`;
  const problems = body["@odata.type"] === type ? [] : [`${uri}: type ${body["@odata.type"]}, expected ${type}`];
  const isEvent = resource.uris.length === 0;
  if (!isEvent && !resource.uris.some((pattern) => fits(pattern, uri))) problems.push(`${uri}: not a URI of ${schema}`);
  if (!isEvent && body["@odata.id"] !== uri) problems.push(`${uri}: @odata.id is ${body["@odata.id"]}`);
  return [...problems, ...objectProblems(`${schema}.${schema}`, body, uri)];
}

function fits(pattern: string, uri: string): boolean {
  const expression = pattern.replace(/\{\w+\}/g, "[A-Za-z0-9._~-]+");
  return new RegExp(`^${expression}$`).test(uri);
}

function objectProblems(typeName: string, value: Json, at: string): readonly string[] {
  const { properties = {}, patterns = [] } = facts.types[typeName] ?? {};
  const missing = Object.entries(properties).flatMap(([name, description]) =>
    description.includes("!") && !(name in value) ? [`${at}: ${name} is missing`] : [],
  );
  const wrong = Object.entries(value).flatMap(([name, inner]) => {
    if (name.includes("@") || name === "Oem") return [];
    const description = properties[name];
    if (description !== undefined) return valueProblems(description, inner, `${at}#${name}`);
    return patterns.some((pattern) => new RegExp(pattern).test(name)) ? [] : [`${at}: unknown property ${name}`];
  });
  return [...missing, ...wrong];
}

function valueProblems(description: string, value: unknown, at: string): readonly string[] {
  const [, kind = "", reference = "", array, nullable] =
    /^(\w+)(?: ([\w.]+))?(\[\])?(\?)?(!)?(~)?$/.exec(description) ?? [];
  if (description.endsWith("~") && !at.endsWith("EventType")) return [`${at}: deprecated`];
  if (array !== undefined) {
    if (!Array.isArray(value)) return [`${at}: not an array`];
    return value.flatMap((item, i) => oneProblems(kind, reference, nullable, item, `${at}/${i}`));
  }
  return oneProblems(kind, reference, nullable, value, at);
}

function oneProblems(
  kind: string,
  reference: string,
  nullable: string | undefined,
  value: unknown,
  at: string,
): readonly string[] {
  if (value === null) return nullable === undefined ? [`${at}: null`] : [];
  if (value === "") return at.endsWith("#Context") ? [] : [`${at}: empty text`];
  switch (kind) {
    case "any":
      return [];
    case "string":
    case "boolean":
    case "number":
      return typeof value === kind ? [] : [`${at}: ${typeof value}, expected ${kind}`];
    case "integer":
      return Number.isInteger(value) ? [] : [`${at}: not an integer`];
    case "enum":
      return facts.types[reference]?.members?.includes(String(value)) ? [] : [`${at}: ${value} is not in ${reference}`];
    case "link":
      return typeof (value as Json)["@odata.id"] === "string" ? [] : [`${at}: not a link`];
    default:
      return typeof value === "object" ? objectProblems(reference, value as Json, at) : [`${at}: not an object`];
  }
}
