import { DeviceSilentError, NotThereError } from "../../base/errors.ts";
import { addressText } from "../../ipmi/bus-address.ts";
import { type DeviceId, GetDeviceId } from "../../ipmi/commands/app/get-device-id.ts";
import { GetAddressInfo } from "../../ipmi/commands/picmg/get-address-info.ts";
import { Lane } from "../../ipmi/connection.ts";
import { Channel } from "./channel.ts";
import type { Context } from "./context.ts";
import type { HotSwap } from "./hot-swap.ts";
import { doubtParts, type Mc, sameDevice } from "./mc.ts";
import { isOwnSilence } from "./silence.ts";
import { siteAddressOf } from "./sites.ts";

/** Unanswered requests in a row that make a controller silent. */
const MISSES = 3;
const PROBE_PAUSE_MS = 250;
const PROBE_MS = 3000;
const FIRST_RETRY_MS = 5000;
const LONGEST_RETRY_MS = 3_600_000;

/** Knows which management controllers answer, and finds out when one comes or goes. */
export class PresenceWatch {
  readonly #context: Context;
  readonly #hotSwap: HotSwap;
  readonly #discover: (mc: Mc) => void;
  readonly #changedRoles: () => void;
  #allSilent = false;
  readonly #retries = new Map<Mc, { readonly at: number; readonly wait: number }>();

  constructor(
    context: Context,
    hotSwap: HotSwap,
    steps: { readonly discover: (mc: Mc) => void; readonly changedRoles: () => void },
  ) {
    this.#context = context;
    this.#hotSwap = hotSwap;
    this.#discover = steps.discover;
    this.#changedRoles = steps.changedRoles;
  }

  start(): void {
    const { jobs, periods } = this.#context;
    jobs.loop(
      "presence",
      () => periods.presence,
      (signal) => this.look(signal),
    );
  }

  heard(mc: Mc): void {
    mc.misses = 0;
    if (mc.presence === "silent") {
      mc.presence = "present";
      doubtParts(mc);
      this.#tell(mc, false, "");
    } else if (mc.presence === "absent") {
      this.#discover(mc);
    }
  }

  /** It is there and answers. It may have been pulled while it was silent. */
  async found(mc: Mc): Promise<void> {
    const { domain, tree, mcs } = this.#context;
    if (mc === mcs.primary) return;
    for (const { id, hotSwap } of tree.resourcesOf(mc)) {
      // That is for its hot-swap sensor to tell.
      if (hotSwap?.native !== "M7") await domain.setSilent(id, false, "");
    }
  }

  /** Nobody at its address: asked again before it counts as pulled. */
  missing(mc: Mc): void {
    if (mc.presence === "present" || mc.presence === "silent") this.#confirmGone(mc);
  }

  /** Nobody is at its address, which may not be known yet to those who look at the model. */
  notFound(mc: Mc): void {
    const isShown = this.#context.tree
      .resourcesOf(mc)
      .some(({ hotSwap, present }) => hotSwap !== null && hotSwap.native !== "M7" && present);
    if (isShown) this.#confirmGone(mc);
  }

  #confirmGone(mc: Mc): void {
    const { jobs, connection } = this.#context;
    void jobs.once(`probe of ${addressText(mc.at)}`, async (signal) => {
      for (let i = 0; i < 2; i++) {
        if (!(await jobs.pause(PROBE_PAUSE_MS)) || connection.state !== "up") return;
        if ((await this.#ask(mc, signal)) !== "absent") return;
      }
      await this.gone(mc);
    });
  }

  silent(mc: Mc): void {
    mc.misses++;
    if (mc.misses < MISSES || mc.presence !== "present") return;
    mc.presence = "silent";
    this.#tell(mc, true, `${mc.misses} requests in a row were not answered`);
  }

  /** It was pulled, and nothing announced it. */
  async gone(mc: Mc): Promise<void> {
    mc.presence = "absent";
    for (const resource of this.#context.tree.resourcesOf(mc)) {
      if (resource.hotSwap === null || !resource.present) continue;
      // Who manages the shelf says that it cannot be reached, and that is all that is seen here as well.
      if (resource.hotSwap.native === "M7") continue;
      const change = { state: "NotPresent", native: null, cause: "unknown", origin: "polling" } as const;
      await this.#hotSwap.change(resource, change);
    }
  }

  /** Asks everybody who was not there, and whether the first controller is still the same one. */
  async look(signal: AbortSignal): Promise<void> {
    const { mcs, connection } = this.#context;
    if (connection.state !== "up") return;
    if (typeof (await this.#ask(mcs.primary, signal)) === "object" && (await this.#isElsewhere(mcs.primary, signal))) {
      this.#changedRoles();
    }
    this.#completeLater(mcs.primary);
    if (!connection.capabilities.bridging) return;
    for (const mc of mcs.others()) {
      if (signal.aborted || connection.state !== "up") return;
      this.#completeLater(mc);
      if (mc.presence === "present") continue;
      const wasAbsent = mc.presence === "absent";
      const answer = await this.#ask(mc, signal);
      if (answer === "absent" && mc.presence === "silent") await this.gone(mc);
      else if (answer === "absent") this.notFound(mc);
      // Hearing from one that was absent has begun it already.
      else if (typeof answer === "object" && !wasAbsent) this.#discover(mc);
    }
  }

  /** Another shelf manager has taken over the address: it sits somewhere else. */
  async #isElsewhere(mc: Mc, signal: AbortSignal): Promise<boolean> {
    if (mc.picmg === null || mc.site === null || !mc.siteIsOwn) return false;
    const { connection } = this.#context;
    const channel = new Channel(connection, { lane: Lane.polling, target: mc.target, timeoutMs: PROBE_MS, signal });
    try {
      const at = siteAddressOf(await channel.ask(GetAddressInfo, {}));
      return at !== null && (at.site.type !== mc.site.type || at.site.number !== mc.site.number);
    } catch (error) {
      if (!(error instanceof DeviceSilentError)) throw error;
      return false;
    }
  }

  /** What went wrong until now was the way: what is not complete is worth another try soon. */
  hurry(): void {
    this.#retries.clear();
  }

  /** What could not be read is tried again, ever more seldom: it may stay so. */
  #completeLater(mc: Mc): void {
    if (mc.complete) {
      this.#retries.delete(mc);
      return;
    }
    if (mc.presence !== "present") return;
    const now = this.#context.clock.monotonic();
    const retry = this.#retries.get(mc) ?? { at: now + FIRST_RETRY_MS, wait: FIRST_RETRY_MS };
    this.#retries.set(mc, retry);
    if (now < retry.at) return;
    const wait = Math.min(LONGEST_RETRY_MS, retry.wait * 2);
    this.#retries.set(mc, { at: now + wait, wait });
    this.#discover(mc);
  }

  /** `refused`: somebody is there, and that is all there is to know. */
  async #ask(mc: Mc, signal: AbortSignal): Promise<DeviceId | "absent" | "silent" | "refused"> {
    const { connection } = this.#context;
    const channel = new Channel(connection, {
      lane: mc.target === undefined ? Lane.event : Lane.polling,
      target: mc.target,
      timeoutMs: PROBE_MS,
      signal,
    });
    try {
      const id = await channel.ask(GetDeviceId, {});
      if (id === null) return "refused";
      this.heard(mc);
      if (mc.deviceId !== null && !sameDevice(mc.deviceId, id)) this.#discover(mc);
      return id;
    } catch (error) {
      if (error instanceof NotThereError) return "absent";
      if (!(error instanceof DeviceSilentError)) throw error;
      if (connection.state === "up" && isOwnSilence(error, mc)) this.silent(mc);
      return "silent";
    }
  }

  /** Tells the model that a controller stopped or began again to answer. */
  async setSilent(mc: Mc, silent: boolean, reason: string): Promise<void> {
    const { domain, tree, mcs, controller } = this.#context;
    if (mc !== mcs.primary) {
      for (const resource of tree.resourcesOf(mc)) await domain.setSilent(resource.id, silent, reason);
      return;
    }
    if (!silent && !this.#allSilent) return;
    this.#allSilent = silent;
    await domain.setControllerSilent(controller, silent, reason);
  }

  #tell(mc: Mc, silent: boolean, reason: string): void {
    void this.#context.jobs.run("silence", () => this.setSilent(mc, silent, reason));
  }
}
