import { appCases } from "./app-cases.ts";
import { chassisCases } from "./chassis-cases.ts";
import type { PeerCase } from "./peer-case.ts";
import { sensorEventCases } from "./sensor-event-cases.ts";
import { storageCases } from "./storage-cases.ts";

export const peerCases: readonly PeerCase[] = [...appCases, ...chassisCases, ...sensorEventCases, ...storageCases];
