import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { NotThereError } from "../../../base/errors.ts";
import type { HpiApiOptions } from "../context.ts";
import type { MState } from "../simulator-control.ts";
import { parseAs } from "./parameters.ts";

const name = z.string().min(1).max(128);
const setBody = z.strictObject({ sensor: name, value: z.number() });
const stateBody = z.strictObject({
  sensor: name,
  state: z.union([name, z.int().min(0).max(14)]),
  asserted: z.boolean(),
});
const walkBody = z.strictObject({ controller: name, states: z.array(z.int().min(0).max(7)).min(1).max(16) });
const pullBody = z.strictObject({ controller: name, how: z.enum(["orderly", "surprise"]).default("orderly") });
const plugBody = z.strictObject({ controller: name });
const handleBody = z.strictObject({ fru: name, position: z.enum(["open", "closed"]) });
const communicationBody = z.strictObject({ controller: name, what: z.enum(["lost", "regained"]) });

const faultBody = z.strictObject({
  seed: z.int().min(0).max(0xffffffff).optional(),
  faults: z.array(z.record(z.string().max(32), z.unknown())).max(100),
});

/**
 * GET /sim, /sim/state, /sim/fault; POST /sim/set, /sim/state, /sim/walk, /sim/pull, /sim/plug, /sim/handle,
 * /sim/communication, /sim/fault. Without a simulator they say so.
 */
export function simulationRoutes(app: FastifyInstance, { simulator }: HpiApiOptions): void {
  if (simulator === undefined) {
    const refuse = async () => {
      throw new NotThereError("E_NOT_SIMULATED", "this agent simulates nothing");
    };
    app.get("/sim", { config: { auth: "ReadOnly" } }, refuse);
    app.get("/sim/state", { config: { auth: "ReadOnly" } }, refuse);
    app.get("/sim/fault", { config: { auth: "ReadOnly" } }, refuse);
    app.post("/sim/:action", { config: { auth: "ReadOnly" } }, refuse);
    return;
  }
  const { machine, control } = simulator;

  app.get("/sim", { config: { auth: "ReadOnly", summary: "The simulated machine" } }, async () => ({
    machine,
    sensors: await control.list(),
  }));

  app.get("/sim/state", { config: { auth: "ReadOnly", summary: "Everything that is simulated, as it is now" } }, () =>
    control.state(),
  );

  const faults = "The rules of the fault proxies and how often each acted";
  app.get("/sim/fault", { config: { auth: "ReadOnly", summary: faults } }, () => control.faults());

  const post = <T>(
    path: string,
    summary: string,
    body: z.ZodType<T>,
    work: (input: T) => Promise<Readonly<Record<string, unknown>>>,
  ) =>
    app.post(`/sim/${path}`, { config: { auth: "Operator", summary, body } }, (request) =>
      work(parseAs(body, request.body)),
    );

  post("set", "Sets a simulated analog sensor, in its unit", setBody, async ({ sensor, value }) => ({
    value: await control.setSensor(sensor, value),
  }));
  post("state", "Asserts or deasserts a state of a simulated sensor", stateBody, async (wanted) => {
    await control.setDiscrete(wanted.sensor, wanted.state, wanted.asserted);
    return {};
  });
  post("walk", "Takes a simulated board through hot-swap states", walkBody, async ({ controller, states }) => {
    await control.walk(controller, states as MState[]);
    return {};
  });
  post("pull", "Takes a simulated board out of its slot", pullBody, async ({ controller, how }) => {
    await control.pull(controller, how);
    return {};
  });
  post("plug", "Puts a simulated board back into its slot", plugBody, async ({ controller }) => {
    await control.plug(controller);
    return {};
  });
  post("handle", "Opens or closes the handle of a simulated FRU", handleBody, async ({ fru, position }) => {
    await control.handle(fru, position);
    return {};
  });
  post(
    "communication",
    "Cuts or mends a simulated controller's bus",
    communicationBody,
    async ({ controller, what }) => {
      await control.communication(controller, what);
      return {};
    },
  );
  post("fault", "Gives the fault proxies another script", faultBody, async (script) => {
    await control.setFaults(script);
    return {};
  });
}
