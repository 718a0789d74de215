/** `hpi-agent sim run`: a simulator of its own that outlives the agents attached to it. */
import { removeAttachFile, writeAttachFile } from "./attach-file.ts";
import { serveControl } from "./control/server.ts";
import { systemDoors } from "./doors.ts";
import { type StartOptions, startSimulator } from "./simulator.ts";

export interface RunOptions extends StartOptions {
  /** Where to write the addresses for `--attach`. */
  readonly attachFile?: string;
  /** Gets each line of what a person wants to see. */
  readonly print: (line: string) => void;
  /** Ends the run; default: SIGINT or SIGTERM to this process. */
  readonly signal?: AbortSignal;
}

/** Runs until told to end. Gives the exit status: 0 when it was told, 1 when the simulator ended by itself. */
export async function runSimulator(options: RunOptions): Promise<number> {
  const { attachFile, print } = options;
  const told = options.signal === undefined ? processSignals() : { signal: options.signal, release() {} };
  try {
    const simulator = await startSimulator(options);
    let server: Awaited<ReturnType<typeof serveControl>> | undefined;
    try {
      server = await serveControl(simulator.control, simulator.console.host, { ...systemDoors(), ...options.doors });
      if (attachFile !== undefined) await writeAttachFile(attachFile, { ...simulator, control: server.address });
      const { lan, vm, console } = simulator;
      print(`Simulating ${simulator.machine} (ipmi_sim, process ${simulator.pid})`);
      print(`  RMCP+             ${lan.host}:${lan.port}  user ${lan.user}  password ${lan.password}`);
      print(`  system interface  ${vm.host}:${vm.port}  (OpenIPMI virtual machine protocol)`);
      print(`  console           ${console.host}:${console.port}`);
      for (const bmc of simulator.bmcs.slice(1))
        print(
          `  ${bmc.name.padEnd(16)}  RMCP+ ${bmc.lan.host}:${bmc.lan.port}  system interface ${bmc.vm.host}:${bmc.vm.port}`,
        );
      for (const { bay, host, port, community, user, authPassword, privPassword } of simulator.managementModules) {
        print(`  management module ${bay}  ${host}:${port}  community ${community}, or SNMPv3:`);
        print(`    -v3 -l authPriv -u ${user} -a SHA -A ${authPassword} -x AES -X ${privPassword}`);
      }
      if (simulator.missing !== undefined) print(`  does less         ${simulator.missing}`);
      if (attachFile !== undefined) print(`  attach file       ${attachFile}`);
      const how = await Promise.race([simulator.ended, aborted(told.signal)]);
      if (how === undefined) return 0;
      print(`The simulator ended: ${how}`);
      return 1;
    } finally {
      await server?.close();
      await simulator.stop();
      if (attachFile !== undefined) await removeAttachFile(attachFile, simulator.pid);
    }
  } finally {
    told.release();
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(undefined);
    signal.addEventListener("abort", () => resolve(undefined), { once: true });
  });
}

function processSignals(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const stop = () => controller.abort();
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return {
    signal: controller.signal,
    release() {
      process.off("SIGINT", stop);
      process.off("SIGTERM", stop);
    },
  };
}
