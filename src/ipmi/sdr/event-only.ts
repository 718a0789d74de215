import { bits, reserved, span, struct, tag, u8 } from "../../wire/declare.ts";
import type { ValueOfType } from "../../wire/type.ts";
import { sdrText } from "../typed-text.ts";
import { entity, recordSharing } from "./sensor-parts.ts";

/** Event-Only Record, type 03h: IPMI 2.0 section 43.3. */
export const eventOnly = struct("Event-Only Record", {
  kind: tag("event-only"),
  /** 8-bit slave address; odd = system software id. */
  ownerId: u8,
  ...bits(1, { ownerLun: span(1, 0), fruOwnerLun: span(3, 2), ownerChannel: span(7, 4) }),
  sensorNumber: u8,
  ...entity,
  sensorType: u8,
  eventReadingType: u8,
  ...recordSharing,
  ...bits(1, { reserved15: reserved(7, 0) }),
  oem: u8,
  id: sdrText,
});
export type EventOnly = ValueOfType<typeof eventOnly>;
