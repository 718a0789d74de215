import { appCases } from "./app-cases.ts";
import { chassisCases } from "./chassis-cases.ts";
import { dcmiCases } from "./dcmi-cases.ts";
import type { PeerCase } from "./peer-case.ts";
import { picmgCases } from "./picmg-cases.ts";
import { sensorEventCases } from "./sensor-event-cases.ts";
import { storageCases } from "./storage-cases.ts";
import { transportCases } from "./transport-cases.ts";

/** Commands asked and printed by ipmitool or FreeIPMI. */
export const peerCases: readonly PeerCase[] = [
  ...appCases,
  ...chassisCases,
  ...sensorEventCases,
  ...storageCases,
  ...transportCases,
  ...picmgCases,
  ...dcmiCases,
];
