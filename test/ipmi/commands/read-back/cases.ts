import { appReadBackCases } from "./app-cases.ts";
import type { ReadBackCase } from "./case.ts";
import { chassisReadBackCases } from "./chassis-cases.ts";
import { dcmiReadBackCases } from "./dcmi-cases.ts";
import { picmgReadBackCases } from "./picmg-cases.ts";
import { sensorEventReadBackCases } from "./sensor-event-cases.ts";
import { storageReadBackCases } from "./storage-cases.ts";
import { transportReadBackCases } from "./transport-cases.ts";

/** Exchanges that our encoders wrote and another project's decoders read. */
export const readBackCases: readonly ReadBackCase[] = [
  ...appReadBackCases,
  ...chassisReadBackCases,
  ...sensorEventReadBackCases,
  ...storageReadBackCases,
  ...transportReadBackCases,
  ...picmgReadBackCases,
  ...dcmiReadBackCases,
];
