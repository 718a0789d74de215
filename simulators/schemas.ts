/** The forms of the files people write, as JSON Schema: for editors, and for other programs that check them. */
import { z } from "zod";
import { faultScript } from "./fault-proxy/rules.ts";
import { machineFile } from "./machine/schema.ts";

const forms = { machine: machineFile, faults: faultScript } as const;

/** JSON Schema 2020-12 of machine descriptions or of fault scripts. */
export function fileSchema(of: keyof typeof forms): object {
  return z.toJSONSchema(forms[of], { io: "input", reused: "ref" });
}
