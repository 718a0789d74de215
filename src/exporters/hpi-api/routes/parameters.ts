import { z } from "zod";
import { NotThereError, UsageError } from "../../../base/errors.ts";
import type { Domain } from "../../../hpi/domain.ts";
import type { Instrument } from "../../../hpi/rdr/index.ts";
import type { Resource } from "../../../hpi/resource.ts";

const number = z
  .string()
  .regex(/^\d{1,15}$/, "expected a number")
  .transform(Number);

/** `?resource=` of the lists. */
export const resourceQuery = z.object({ resource: number.optional() });

/** `?after=&limit=&epoch=` of the event log. */
export const eventsQuery = z.object({
  after: number.optional(),
  limit: number.pipe(z.int().min(1).max(1000)).default(100),
  epoch: z.string().max(64).optional(),
});

/** What came from outside, checked; UsageError `E_REQUEST` names what is wrong where. */
export function parseAs<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 16).map(({ path, message }) => ({ at: path.join("."), message }));
  const [first = { at: "", message: "not as expected" }] = problems;
  throw new UsageError("E_REQUEST", first.at === "" ? first.message : `${first.at}: ${first.message}`, { problems });
}

/** The resource a path or query names; NotThereError `E_NO_RESOURCE`. */
export function resourceOf(domain: Domain, id: string | number): Resource {
  const resource = domain.resource(toId(id));
  if (resource === undefined) throw new NotThereError("E_NO_RESOURCE", "no such resource");
  return resource;
}

/** The instrument of that kind that a path names; NotThereError `E_NO_INSTRUMENT`. */
export function instrumentOf<K extends Instrument["kind"]>(
  domain: Domain,
  kind: K,
  id: string,
): Extract<Instrument, { kind: K }> {
  const instrument = domain.instrument(toId(id));
  if (instrument?.kind !== kind) throw new NotThereError("E_NO_INSTRUMENT", `no such ${kind}`);
  return instrument as Extract<Instrument, { kind: K }>;
}

/** An id in a path; 0, which nobody has, for what is none. */
export function toId(text: string | number): number {
  return /^\d{1,10}$/.test(String(text)) ? Number(text) : 0;
}
