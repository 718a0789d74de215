/** `hpi-agent sim proxy`: a fault proxy of its own, in front of any controller. */
import { type SimulatorDoors, systemDoors } from "../doors.ts";
import { startLanProxy } from "./lan-proxy.ts";
import { loadFaults } from "./load.ts";
import type { Endpoint } from "./proxy.ts";
import { startVmProxy } from "./vm-proxy.ts";

export interface ProxyOptions {
  /** `lan`: RMCP over UDP; `vm`: OpenIPMI's virtual machine protocol over TCP. */
  readonly link: "lan" | "vm";
  /** The controller. */
  readonly to: Endpoint;
  /** Path of the fault script. */
  readonly faults: string;
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string;
  readonly doors?: Partial<SimulatorDoors>;
  /** Gets each line of what a person wants to see. */
  readonly print: (line: string) => void;
  /** Ends the run. */
  readonly signal: AbortSignal;
}

/** Runs until told to end, then prints how often each rule acted. */
export async function runFaultProxy(options: ProxyOptions): Promise<void> {
  const { link, to, print, signal } = options;
  const script = await loadFaults(options.faults);
  const start = link === "lan" ? startLanProxy : startVmProxy;
  const proxy = await start(to, script, options.host ?? "127.0.0.1", { ...systemDoors(), ...options.doors });
  try {
    print(`${link} ${proxy.address.host}:${proxy.address.port} leads to ${to.host}:${to.port}, seed ${script.seed}`);
    if (!signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    for (const [index, rule] of script.faults.entries()) print(`${proxy.counts[index]} x ${JSON.stringify(rule)}`);
  } finally {
    await proxy.stop();
  }
}
