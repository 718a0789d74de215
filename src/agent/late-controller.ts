import { messageOf } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import type { Domain } from "../hpi/domain.ts";
import { hostKey } from "../sources/host/identity.ts";
import { driverAdvice } from "../transport/open/index.ts";
import { findLocalController, type OpenController, openControllers } from "./controllers.ts";
import type { AgentDoors } from "./doors.ts";
import type { AgentOptions, OnStop } from "./options.ts";

const LOOK_MS = 30_000;

const SUBJECT = "no-controller";

/** Tells the operator that there is no BMC, and what to do; the result is what was told. */
export async function tellNoController(domain: Domain, { exists }: Pick<AgentDoors, "exists">): Promise<string> {
  const text = noController(exists);
  await domain.agentAlarm(SUBJECT, "major", text);
  return text;
}

function noController(exists: AgentDoors["exists"]): string {
  return `no BMC: no controller is configured and no IPMI device was found; on a machine that has one: ${driverAdvice(exists)}`;
}

/**
 * Looks every 30 s for a BMC of a machine that had none when the agent started: its driver may be loaded later. With the
 * first one found, `start` takes over from what is known of the host alone. Until then the alarm names what is missing
 * now; `told` is what it says. Not where the configuration names controllers, even none.
 */
export function awaitController(
  options: AgentOptions,
  domain: Domain,
  told: string,
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
    try {
      if (findLocalController(doors) === undefined) {
        if (noController(doors.exists) !== told) told = await tellNoController(domain, doors);
        return again();
      }
      const controllers = await openControllers(options, (_what, end) => endings.unshift(end), loggers);
      if (stopped || controllers.length === 0) return again();
      await start(controllers, (_what, end) => endings.unshift(end));
      const host = domain.resourceByKey(hostKey);
      if (host !== undefined) domain.withdraw(host.id);
      await domain.agentAlarm(SUBJECT, null, "a BMC was found");
    } catch (error) {
      const reason = messageOf(error);
      if (reason !== said) logger.warn({ reason }, "a BMC appeared and cannot be used");
      said = reason;
      await endAll();
      again();
    }
  };
  const endAll = async () => {
    for (const end of endings.splice(0)) {
      try {
        await end();
      } catch (error) {
        logger.error({ reason: messageOf(error) }, "a part of a late controller did not end cleanly");
      }
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
    await endAll();
  });
}
