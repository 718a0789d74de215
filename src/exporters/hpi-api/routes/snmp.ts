import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { NotThereError } from "../../../base/errors.ts";
import type { HpiApiOptions } from "../context.ts";
import {
  type SnmpAdministration,
  type SnmpManagerKind,
  snmpFilterSettings,
  snmpKnownName,
  snmpName,
  snmpTargetSettings,
  snmpUserSettings,
  snmpViewSettings,
} from "../snmp-administration.ts";
import { parseAs } from "./parameters.ts";

/** GET /snmp; PUT and DELETE /snmp/users/:name, /snmp/targets/:name, /snmp/views/:name, /snmp/filters/:name. */
export function snmpRoutes(app: FastifyInstance, { snmp }: HpiApiOptions): void {
  const administration = (): SnmpAdministration => {
    if (snmp === undefined) throw new NotThereError("E_NO_SNMP", "this agent does not speak SNMP");
    return snmp;
  };

  app.get(
    "/snmp",
    { config: { auth: "Administrator", summary: "SNMP users, targets, views and filters, without secrets" } },
    () => administration().list(),
  );

  const manage = <T>(
    kind: SnmpManagerKind,
    what: string,
    body: z.ZodType<T>,
    put: (name: string, settings: T, by: string) => Promise<object | undefined>,
  ): void => {
    app.put<{ Params: { name: string } }>(
      `/snmp/${kind}/:name`,
      { config: { auth: "Administrator", summary: `Sets up ${what}`, body } },
      async ({ params, body: given, principal }) => {
        const name = parseAs(snmpName, params.name);
        return { name, ...(await put(name, parseAs(body, given), principal.id)) };
      },
    );
    app.delete<{ Params: { name: string } }>(
      `/snmp/${kind}/:name`,
      { config: { auth: "Administrator", summary: `Removes ${what}` } },
      async ({ params, principal }) => {
        const name = parseAs(snmpKnownName, params.name);
        await administration().remove(kind, name, principal.id);
        return { name };
      },
    );
  };
  const done = async (work: Promise<void>): Promise<undefined> => {
    await work;
    return undefined;
  };
  manage("users", "an SNMP user; passwords not given are made and told once", snmpUserSettings, (name, user, by) =>
    administration().putUser(name, user, by),
  );
  manage("targets", "a receiver of notifications", snmpTargetSettings, (name, target, by) =>
    done(administration().putTarget(name, target, by)),
  );
  manage("views", "a view that users may be confined to", snmpViewSettings, (name, view, by) =>
    done(administration().putView(name, view, by)),
  );
  manage("filters", "a filter that targets may be subject to", snmpFilterSettings, (name, filter, by) =>
    done(administration().putFilter(name, filter, by)),
  );
}
