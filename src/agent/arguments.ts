import { parseArgs } from "node:util";
import { messageOf, UsageError } from "../base/errors.ts";

/** What `hpi-agent start` and `hpi-agent run` were asked to do. */
export interface AgentArguments {
  readonly config: string | null;
  readonly stateDirectory: string | null;
  /** Machine to simulate; only for `start`. */
  readonly machine: string | null;
  /** File of a running simulator; only for `start`. */
  readonly attach: string | null;
  /** Fault script for the machine simulated; only for `start`. */
  readonly faults: string | null;
  readonly restPort: number | null;
  readonly snmpPort: number | null;
  readonly help: boolean;
}

export const startHelp = `usage: hpi-agent start [options]

Runs the agent on this machine's BMC; where there is none, on a simulated shelf.

  --machine NAME         simulate this machine (simulators/machines/NAME.yaml)
  --attach FILE          use a simulator that runs already ('hpi-agent sim run --attach-file FILE')
  --faults FILE          put fault proxies between agent and simulator, with this script; see docs/simulator.md
  --config FILE          configuration, see docs/user-guide.md
  --state-directory DIR  where the agent keeps its state (default: $STATE_DIRECTORY, else the XDG state directory)
  --rest-port N          HTTPS port instead of the configured one; 0 = any free one
  --snmp-port N          SNMP port instead of the configured one; 0 = any free one
`;

export const runHelp = `usage: hpi-agent run [options]

Runs the agent in production: never simulates. Without a BMC it manages the host alone and says so in an alarm.

  --config FILE          configuration, see docs/user-guide.md
  --state-directory DIR  where the agent keeps its state (default: $STATE_DIRECTORY, else the XDG state directory)
  --rest-port N          HTTPS port instead of the configured one; 0 = any free one
  --snmp-port N          SNMP port instead of the configured one; 0 = any free one
`;

/** Parses the arguments after the verb; UsageError `E_ARGUMENTS` names what is wrong. */
export function parseAgentArguments(verb: "start" | "run", args: readonly string[]): AgentArguments {
  const common = {
    config: { type: "string" },
    "state-directory": { type: "string" },
    "rest-port": { type: "string" },
    "snmp-port": { type: "string" },
    help: { type: "boolean", short: "h" },
  } as const;
  const simulation = { machine: { type: "string" }, attach: { type: "string" }, faults: { type: "string" } } as const;
  const values: Record<string, string | boolean | undefined> = parse(
    verb,
    args,
    verb === "start" ? { ...common, ...simulation } : common,
  );
  const text = (name: string): string | null => {
    const value = values[name];
    return typeof value === "string" ? value : null;
  };
  if (text("machine") !== null && text("attach") !== null) {
    throw new UsageError("E_ARGUMENTS", "--machine and --attach exclude each other");
  }
  if (text("faults") !== null && text("attach") !== null) {
    throw new UsageError("E_ARGUMENTS", "--faults is for a simulator of our own; give it to the one that runs already");
  }
  return {
    config: text("config"),
    stateDirectory: text("state-directory"),
    machine: text("machine"),
    attach: text("attach"),
    faults: text("faults"),
    restPort: port("rest-port", text("rest-port")),
    snmpPort: port("snmp-port", text("snmp-port")),
    help: values["help"] === true,
  };
}

function parse(
  verb: string,
  args: readonly string[],
  options: NonNullable<Parameters<typeof parseArgs>[0]>["options"] & {},
): Record<string, string | boolean | undefined> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values as Record<
      string,
      string | boolean | undefined
    >;
  } catch (error) {
    throw new UsageError("E_ARGUMENTS", `${verb}: ${messageOf(error)}; see 'hpi-agent ${verb} --help'`);
  }
}

function port(name: string, text: string | null): number | null {
  if (text === null) return null;
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) {
    throw new UsageError("E_ARGUMENTS", `--${name}: expected a port from 0 to 65535, not "${text}"`);
  }
  return Number(text);
}
