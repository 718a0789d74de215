/** Fault proxies in front of every interface of a simulator. */
import { UsageError } from "../../src/base/errors.ts";
import type { BmcAddress } from "../attach-file.ts";
import type { SimulatorDoors } from "../doors.ts";
import { startLanProxy } from "./lan-proxy.ts";
import type { FaultProxy } from "./proxy.ts";
import { type FaultScript, type FaultScriptInput, faultScript } from "./rules.ts";
import { startVmProxy } from "./vm-proxy.ts";

export interface FaultCounts {
  readonly bmc: string;
  readonly link: "vm" | "lan";
  /** How often each rule acted, in the order of the script; null for rules that are not about this link. */
  readonly counts: readonly (number | null)[];
}

export interface FaultState {
  readonly script: FaultScript;
  readonly links: readonly FaultCounts[];
}

/** Checks a script. Throws UsageError `E_FAULTS` naming the rule and the key. */
export function parseFaults(input: unknown): FaultScript {
  const parsed = faultScript.safeParse(input);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join(".") || "script"}: ${issue.message}`);
  throw new UsageError("E_FAULTS", `the fault script has mistakes: ${faults.join("; ")}`);
}

interface Placed {
  readonly bmc: string;
  readonly link: "vm" | "lan";
  readonly proxy: FaultProxy;
}

export class FaultProxies {
  readonly #placed: readonly Placed[];
  #script: FaultScript;

  private constructor(placed: readonly Placed[], script: FaultScript) {
    this.#placed = placed;
    this.#script = script;
  }

  /** Starts two proxies for each BMC, on free ports. */
  static async start(
    bmcs: readonly BmcAddress[],
    input: FaultScriptInput,
    host: string,
    doors: Pick<SimulatorDoors, "clock" | "logger">,
  ): Promise<FaultProxies> {
    const script = parseFaults(input);
    const placed: Placed[] = [];
    try {
      for (const { name: bmc, vm, lan } of bmcs) {
        const start = { vm: startVmProxy, lan: startLanProxy };
        for (const [link, to] of [["vm", vm] as const, ["lan", lan] as const])
          placed.push({ bmc, link, proxy: await start[link](to, rulesFor(script, bmc, link).script, host, doors) });
      }
    } catch (error) {
      await Promise.all(placed.map(({ proxy }) => proxy.stop()));
      throw error;
    }
    return new FaultProxies(placed, script);
  }

  /** The addresses of the proxies in the place of a BMC's own. */
  addressOf(bmc: BmcAddress): BmcAddress {
    const at = (link: "vm" | "lan") => this.#placed.find((p) => p.bmc === bmc.name && p.link === link)?.proxy.address;
    return { ...bmc, vm: at("vm") ?? bmc.vm, lan: { ...bmc.lan, ...at("lan") } };
  }

  set(input: FaultScriptInput): void {
    this.#script = parseFaults(input);
    for (const { bmc, link, proxy } of this.#placed) proxy.set(rulesFor(this.#script, bmc, link).script);
  }

  state(): FaultState {
    const links = this.#placed.map(({ bmc, link, proxy }) => {
      const { indexes } = rulesFor(this.#script, bmc, link);
      const counts = this.#script.faults.map((_, index) => {
        const at = indexes.indexOf(index);
        return at < 0 ? null : (proxy.counts[at] ?? 0);
      });
      return { bmc, link, counts };
    });
    return { script: this.#script, links };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#placed.map(({ proxy }) => proxy.stop()));
  }
}

/** The rules about one link, with their places in the whole script. */
function rulesFor(script: FaultScript, bmc: string, link: "vm" | "lan"): { script: FaultScript; indexes: number[] } {
  const indexes = script.faults.flatMap(({ match }, index) => {
    if (match?.bmc !== undefined && match.bmc !== bmc) return [];
    return match?.link !== undefined && match.link !== link ? [] : [index];
  });
  return { script: { ...script, faults: script.faults.filter((_, index) => indexes.includes(index)) }, indexes };
}
