import { struct, u8 } from "../../wire/declare.ts";
import { type AreaValue, defineArea } from "./area.ts";

export const productInfo = defineArea({
  part: "product",
  name: "Product Info Area",
  spec: "FRU Information Storage Definition 1.0 section 12",
  prefix: struct("Product Info Area", { language: u8 }),
  fields: ["manufacturer", "productName", "partNumber", "version", "serialNumber", "assetTag", "fruFileId"],
  alwaysEnglish: ["serialNumber"],
});
export type ProductInfo = AreaValue<typeof productInfo>;
