import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Domain } from "../hpi/domain.ts";
import { hostKey } from "../sources/host/identity.ts";
import { findLocalController, type OpenController, openControllers } from "./controllers.ts";
import type { AgentOptions, OnStop } from "./options.ts";

const LOOK_MS = 30_000;

/** What the operator reads while there is no BMC; `null` when there is one. */
export function tellNoController(domain: Domain, missing: boolean): Promise<void> {
  const text = missing
    ? "no BMC: no IPMI device was found and no controller is configured; if this machine has a BMC, try: modprobe ipmi_si && modprobe ipmi_devintf"
    : "a BMC was found";
  return domain.agentAlarm("no-controller", missing ? "major" : null, text);
}

/**
 * Looks every 30 s for a BMC of a machine that had none when the agent started: its driver may be loaded later. With the
 * first one found, `start` takes over from what is known of the host alone. Not where the configuration names
 * controllers, even none.
 */
export function awaitController(
  options: AgentOptions,
  domain: Domain,
  onStop: OnStop,
  start: (controllers: readonly OpenController[], onStop: OnStop) => Promise<void>,
): void {
  const { config, doors, logger, simulation } = options;
  if (simulation !== null || config.controllers !== undefined) return;
  const endings: (() => Promise<unknown> | unknown)[] = [];
  // A logger lives as long as the agent, and there may be attempts for months.
  const loggers = new Map<string, Logger>();
  let stopped = false;
  let said = "";
  let looking = Promise.resolve();
  const look = async () => {
    if (findLocalController(doors) === undefined) return again();
    try {
      const controllers = await openControllers(options, (_what, end) => endings.unshift(end), loggers);
      if (stopped || controllers.length === 0) return again();
      const host = domain.resourceByKey(hostKey);
      if (host !== undefined) domain.withdraw(host.id);
      await start(controllers, (_what, end) => endings.unshift(end));
      await tellNoController(domain, false);
    } catch (error) {
      const reason = messageOf(error);
      if (reason !== said) logger.warn({ reason }, "a BMC appeared and cannot be used");
      said = reason;
      for (const end of endings.splice(0)) await end();
      again();
    }
  };
  let cancel = () => {};
  const again = () => {
    if (stopped) return;
    cancel = doors.clock.after(LOOK_MS, () => {
      looking = look();
    });
  };
  again();
  onStop("late controller", async () => {
    stopped = true;
    cancel();
    await looking;
    for (const end of endings.splice(0)) await end();
  });
}
