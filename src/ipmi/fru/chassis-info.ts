import { struct, u8 } from "../../wire/declare.ts";
import { type AreaValue, defineArea } from "./area.ts";

/** `type` is the enclosure type of SMBIOS, table 17. */
export const chassisInfo = defineArea({
  part: "chassis",
  name: "Chassis Info Area",
  spec: "FRU Information Storage Definition 1.0 section 10",
  prefix: struct("Chassis Info Area", { type: u8 }),
  fields: ["partNumber", "serialNumber"],
  alwaysEnglish: [],
});
export type ChassisInfo = AreaValue<typeof chassisInfo>;
