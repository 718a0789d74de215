import { struct, u8, u24 } from "../../wire/declare.ts";
import { type AreaValue, defineArea } from "./area.ts";

/** `manufactured` counts minutes from 1996-01-01 00:00 UTC; 0 = unspecified. */
export const boardInfo = defineArea({
  part: "board",
  name: "Board Info Area",
  spec: "FRU Information Storage Definition 1.0 section 11",
  prefix: struct("Board Info Area", { language: u8, manufactured: u24 }),
  fields: ["manufacturer", "productName", "serialNumber", "partNumber", "fruFileId"],
  alwaysEnglish: ["serialNumber", "fruFileId"],
});
export type BoardInfo = AreaValue<typeof boardInfo>;

const epoch = Date.UTC(1996, 0, 1);

/** The moment a board was made, milliseconds since the Unix epoch; undefined when unspecified. */
export function manufacturedAt(manufactured: number): number | undefined {
  return manufactured === 0 ? undefined : epoch + manufactured * 60_000;
}
