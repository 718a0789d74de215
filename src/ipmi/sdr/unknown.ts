import { rest, struct, tag } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";

/** A record type this program does not know, kept as it came. */
export const unknownSdr = struct("unknown SDR", { kind: tag("unknown"), data: rest });
export type UnknownSdr = ValueOfType<typeof unknownSdr>;
