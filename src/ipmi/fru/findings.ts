/** What was wrong with a FRU inventory that was read all the same. */
export type FruPart = "header" | "internal-use" | "chassis" | "board" | "product" | "multirecord";

export interface FruFinding {
  readonly part: FruPart;
  readonly problem: "version" | "length" | "checksum" | "terminator" | "truncated" | "outside" | "malformed";
  /** Byte offset in the inventory. */
  readonly offset: number;
}
