/** Simulated machines for use without hardware. */
export {
  type AttachFile,
  type BmcAddress,
  type ModuleAddress,
  readAttachFile,
  type SimulatorAddress,
} from "./attach-file.ts";
export type {
  AnalogState,
  DiscreteState,
  MState,
  SelEntry,
  SensorState,
  SimulatorControl,
} from "./control/control.ts";
export { type SimulatorDoors, systemDoors } from "./doors.ts";
export { startLanProxy } from "./fault-proxy/lan-proxy.ts";
export { loadFaults } from "./fault-proxy/load.ts";
export { type ProxyOptions, runFaultProxy } from "./fault-proxy/main.ts";
export { type FaultState, parseFaults } from "./fault-proxy/proxies.ts";
export type { FaultProxy } from "./fault-proxy/proxy.ts";
export type { FaultRuleInput, FaultScript, FaultScriptInput } from "./fault-proxy/rules.ts";
export { startVmProxy } from "./fault-proxy/vm-proxy.ts";
export { loadMachine, machineNames } from "./machine/library.ts";
export { parseMachine } from "./machine/load.ts";
export type { AnalogSensor, Controller, DiscreteSensor, Machine, Sensor } from "./machine/machine.ts";
export { type RunOptions, runSimulator } from "./main.ts";
export { parseTrapReceiver } from "./management-module/traps.ts";
export { type Recording, recordMachine } from "./record/record.ts";
export { recordingText } from "./record/write.ts";
export { fileSchema } from "./schemas.ts";
export {
  type AttachedSimulator,
  attachSimulator,
  type Simulator,
  type StartOptions,
  startSimulator,
} from "./simulator.ts";
