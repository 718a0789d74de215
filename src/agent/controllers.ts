import { UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Connection } from "../ipmi/connection.ts";
import type { ControllerConfig } from "../transport/config.ts";
import { openIpmitool } from "../transport/ipmitool/index.ts";
import { openDevice } from "../transport/open/index.ts";
import { openVm } from "../transport/vm/index.ts";
import type { AgentDoors } from "./doors.ts";
import type { AgentOptions, OnStop, Simulation } from "./options.ts";

/** Device nodes under which Linux offers a BMC, in the order to look. */
const DEVICES = ["/dev/ipmi0", "/dev/ipmi/0", "/dev/ipmidev/0"] as const;

/** The BMC of this machine, or undefined when the kernel offers none. */
export function findLocalController(doors: Pick<AgentDoors, "exists">): ControllerConfig | undefined {
  const device = DEVICES.find((path) => doors.exists(path));
  return device === undefined ? undefined : { name: "bmc", transport: "open", device };
}

/** The BMCs of a simulated machine. The only one of a machine keeps its name whatever the machine is. */
export function simulatedControllers({ vm, bmcs }: Pick<Simulation, "vm" | "bmcs">): readonly ControllerConfig[] {
  if (bmcs.length < 2) return [{ name: "shelf", transport: "vm", ...vm }];
  return bmcs.map((bmc) => ({ name: bmc.name, transport: "vm", ...bmc.vm }));
}

/** A controller of the configuration and the way to it. */
export interface OpenController {
  readonly name: string;
  readonly connection: Connection;
  readonly logger: Logger;
}

/** Opens the ways to all controllers there are to manage. `loggers` are those of earlier attempts, by controller. */
export async function openControllers(
  options: AgentOptions,
  onStop: OnStop,
  loggers = new Map<string, Logger>(),
): Promise<readonly OpenController[]> {
  const { config, doors, logger, simulation } = options;
  const local = simulation === null && config.controllers === undefined ? findLocalController(doors) : undefined;
  const configured = config.controllers ?? (local === undefined ? [] : [local]);
  const open: OpenController[] = [];
  for (const controller of simulation === null ? configured : simulatedControllers(simulation)) {
    const { name } = controller;
    const log = loggers.get(name) ?? logger.child({ part: "ipmi", controller: name });
    loggers.set(name, log);
    const connection = await openController(controller, doors, log);
    onStop(`connection ${name}`, () => connection.close());
    open.push({ name, connection, logger: log });
  }
  return open;
}

/** Opens the way to a controller; it connects, and reconnects, by itself. */
export async function openController(config: ControllerConfig, doors: AgentDoors, logger: Logger): Promise<Connection> {
  const common = { name: config.name, clock: doors.clock, logger, random: doors.random };
  switch (config.transport) {
    case "vm":
      return openVm({ ...common, host: config.host, port: config.port, connect: doors.connect });
    case "ipmitool": {
      const password = await readSecret(doors, config.passwordFile);
      const { host, port, user, cipherSuite } = config;
      return openIpmitool({
        ...common,
        spawn: doors.spawn,
        interface: { kind: "lanplus", host, port, user, password, cipherSuite },
      });
    }
    case "open":
      return openDevice({
        ...common,
        device: config.device,
        devices: await doors.ipmiDevices(),
        exists: doors.exists,
      });
  }
}

/** The first line of a file that holds a password; UsageError `E_SECRET_FILE`. */
export async function readSecret(doors: Pick<AgentDoors, "readText">, path: string): Promise<string> {
  const secret = (await doors.readText(path))?.split("\n")[0]?.replace(/\r$/, "");
  if (secret === undefined || secret === "") {
    throw new UsageError("E_SECRET_FILE", `cannot read a password from ${path}`, { path });
  }
  return secret;
}
