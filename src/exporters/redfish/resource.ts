import type { FastifyInstance } from "fastify";
import type { Principal } from "../../access/principal.ts";
import { type SchemaName, schemaVersions } from "./generated.ts";
import type { RedfishService } from "./service.ts";
import { type Link, link } from "./uris.ts";

export type Body = Readonly<Record<string, unknown>>;

/** Which members of a collection are wanted. */
export interface Page {
  readonly skip: number;
  readonly top: number | undefined;
  /** Where a nextLink goes on, for collections that page themselves. */
  readonly token?: number | undefined;
}

export interface ReadContext {
  readonly service: RedfishService;
  /** The variable parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  /** Null where no login is needed. */
  readonly principal: Principal | null;
  readonly page: Page;
}

/** One kind of resource: where it lies and what it says. */
export interface RedfishResource {
  /** Below /redfish/v1, e.g. `/Chassis/:chassis`. */
  readonly path: string;
  readonly auth?: "none";
  /** A collection that does $skip and $top itself, since it can be long. */
  readonly pagesItself?: true;
  /** Null when there is no such resource. */
  read(context: ReadContext): Body | null | Promise<Body | null>;
  /** Changes when the body does; for bodies that are the same for everybody. Without it a body is made for each request. */
  revision?(context: ReadContext): string;
  /** Adds what is not reading. */
  register?(app: FastifyInstance, service: RedfishService): void;
}

/** `Chassis.v1_28_0`, or `ChassisCollection`: also the id of the schema's file. */
export function schemaId(schema: SchemaName): string {
  const version = schemaVersions[schema];
  return version === null ? schema : `${schema}.${version}`;
}

export function resourceBody(schema: SchemaName, uri: string, id: string, name: string, rest: Body): Body {
  return { "@odata.id": uri, "@odata.type": `#${schemaId(schema)}.${schema}`, Id: id, Name: name, ...rest };
}

export function collectionBody(schema: SchemaName, uri: string, name: string, members: readonly string[]): Body {
  return {
    "@odata.id": uri,
    "@odata.type": `#${schema}.${schema}`,
    Name: name,
    "Members@odata.count": members.length,
    Members: members.map(link),
  };
}

/** Links to resources and how many they are. */
export function links(name: string, targets: readonly string[]): Readonly<Record<string, number | readonly Link[]>> {
  return { [name]: targets.map(link), [`${name}@odata.count`]: targets.length };
}

/** Whether a principal may see and use what belongs to a user. */
export function mayUse(principal: Principal | null, user: string): boolean {
  return principal?.role === "Administrator" || principal?.id === user;
}

/** What no schema has a place for, under the name of this agent. */
export function oem(type: string, content: Body): Body {
  return { HpiAgent: { "@odata.type": `#HpiAgent.v1_0_0.${type}`, ...content } };
}

/** Leaves out what is undefined, at the top level. */
export function known(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
