import { RedfishError } from "./problem.ts";
import type { Body, Page } from "./resource.ts";

export const MAXIMUM_LEVELS = 4;
/** Resources that one $expand may bring in. */
const MAXIMUM_EXPANDED = 2000;
/** After so many of them others get their turn. */
const EXPANDED_AT_ONCE = 50;

/** What a GET asks beyond the resource itself (DSP0266 section "Query parameters"). */
export interface Query {
  readonly page: Page;
  readonly only: boolean;
  readonly select: readonly string[] | null;
  readonly expand: { readonly own: boolean; readonly links: boolean; readonly levels: number } | null;
}

export const noQuery: Query = { page: { skip: 0, top: undefined }, only: false, select: null, expand: null };

/** Throws RedfishError for parameters that are not served or make no sense. */
export function parseQuery(input: unknown): Query {
  const given = Object.entries((input ?? {}) as Readonly<Record<string, unknown>>);
  if (given.length === 0) return noQuery;
  const parameters = new Map<string, string>();
  for (const [name, value] of given) {
    // Without $ only `only` and `excerpt` mean something; the rest is other people's business.
    if (!name.startsWith("$") && name !== "only" && name !== "excerpt") continue;
    if (typeof value !== "string") throw new RedfishError(400, "QueryParameterValueFormatError", [String(name), name]);
    if (!supported.has(name)) throw new RedfishError(501, "QueryNotSupported");
    parameters.set(name, value);
  }
  if (parameters.get("only") || parameters.has("excerpt")) throw new RedfishError(400, "QueryNotSupportedOnResource");
  if (parameters.has("only") && parameters.size > 1) throw new RedfishError(400, "QueryCombinationInvalid");
  const select = parameters.get("$select");
  const expand = parameters.get("$expand");
  return {
    page: {
      skip: natural("$skip", parameters) ?? 0,
      top: natural("$top", parameters),
      token: natural("$skiptoken", parameters),
    },
    only: parameters.has("only"),
    select: select === undefined ? null : select.split(",").map((name) => name.trim()),
    expand: expand === undefined ? null : parseExpand(expand),
  };
}

const supported = new Set(["$skip", "$top", "$skiptoken", "$select", "$expand", "only", "excerpt"]);

function natural(name: string, parameters: ReadonlyMap<string, string>): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new RedfishError(400, "QueryParameterValueTypeError", [text.slice(0, 32), name]);
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

function parseExpand(text: string): Query["expand"] {
  const match = /^([.~*])(?:\(\$levels=(\d{1,6})\))?$/.exec(text);
  if (match === null) throw new RedfishError(400, "QueryParameterValueFormatError", [text.slice(0, 32), "$expand"]);
  const levels = match[2] === undefined ? 1 : Number(match[2]);
  if (levels < 1 || levels > MAXIMUM_LEVELS) {
    throw new RedfishError(400, "QueryParameterOutOfRange", [text.slice(0, 32), "$expand", `1 to ${MAXIMUM_LEVELS}`]);
  }
  return { own: match[1] !== "~", links: match[1] !== ".", levels };
}

/** Reads the resource at a URI; null when there is none. */
export type Reader = (uri: string) => Promise<Body | null>;

/** Cuts a collection to the page that is wanted; the count stays that of all. */
export function paged(body: Body, { skip, top }: Page): Body {
  const members = body["Members"];
  if (!Array.isArray(members) || (skip === 0 && top === undefined)) return body;
  return { ...body, Members: members.slice(skip, top === undefined ? undefined : skip + top) };
}

/** The one member of a collection that has one, else the collection. */
export async function onlyMember(body: Body, read: Reader): Promise<Body> {
  const members = body["Members"];
  if (!Array.isArray(members)) throw new RedfishError(400, "QueryNotSupportedOnResource");
  const [first] = members as readonly Body[];
  const uri = first === undefined || members.length > 1 ? null : referenceOf(first);
  return (uri === null ? null : await read(uri)) ?? body;
}

/** Replaces references by what they refer to. */
export async function expanded(body: Body, expand: NonNullable<Query["expand"]>, read: Reader): Promise<Body> {
  let budget = MAXIMUM_EXPANDED;
  const walk = async (value: unknown, levels: number, inLinks: boolean): Promise<unknown> => {
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) items.push(await walk(item, levels, inLinks));
      return items;
    }
    if (typeof value !== "object" || value === null) return value;
    const uri = referenceOf(value as Body);
    if (uri !== null) {
      const wanted = inLinks ? expand.links : expand.own;
      if (!wanted || levels === 0 || budget === 0) return value;
      const target = await read(uri);
      if (target === null) return value;
      budget--;
      if (budget % EXPANDED_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
      return walk(target, levels - 1, false);
    }
    const entries: [string, unknown][] = [];
    for (const [name, inner] of Object.entries(value)) {
      entries.push([name, await walk(inner, levels, inLinks || name === "Links")]);
    }
    return Object.fromEntries(entries);
  };
  return (await walk(body, expand.levels, false)) as Body;
}

/** The URI of an object that is nothing but a reference. */
function referenceOf(value: Body): string | null {
  const uri = value["@odata.id"];
  return typeof uri === "string" && Object.keys(value).length === 1 ? uri : null;
}

/** Keeps the properties named, `A/B` for nested ones, and everything of OData itself. */
export function selected(body: Body, names: readonly string[]): Body {
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      if (name.startsWith("@") || names.includes(name) || names.includes("*")) return [[name, value]];
      // Annotations go with their property.
      const [annotated] = name.split("@");
      if (name.includes("@") && names.includes(annotated ?? "")) return [[name, value]];
      const below = names.flatMap((n) => (n.startsWith(`${name}/`) ? [n.slice(name.length + 1)] : []));
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      return below.length > 0 && isObject ? [[name, selected(value as Body, below)]] : [];
    }),
  );
}
