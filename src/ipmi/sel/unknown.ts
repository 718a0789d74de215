import { bytes, struct, tag } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";

/** A record of a type that the standard reserves, kept as it came. */
export const unknownSel = struct("unknown SEL record", { kind: tag("unknown"), data: bytes(13) });
export type UnknownSel = ValueOfType<typeof unknownSel>;
