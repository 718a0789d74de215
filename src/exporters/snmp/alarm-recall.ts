import { messageOf } from "../../base/errors.ts";
import type { Logger } from "../../base/logger.ts";
import type { Alarm } from "../../hpi/alarm.ts";
import { AlarmTable } from "../../hpi/alarm-table.ts";
import type { LoggedEvent } from "../../hpi/event.ts";

/** What an event did to the alarms. */
export interface AlarmChanges {
  /** New, or of another severity. */
  readonly raised: readonly Alarm[];
  readonly cleared: readonly Alarm[];
}

const RECALLED = 10_000;
const PAGE = 500;

/** Finds out which alarms were raised and cleared by events of the log that are told late. */
export class AlarmRecall {
  readonly #table = new AlarmTable();

  /** Takes the log up to this place as known. */
  static async open(
    log: { read(after: number, limit: number): Promise<readonly LoggedEvent[]> },
    sequence: number,
    logger: Logger,
  ): Promise<AlarmRecall> {
    const recall = new AlarmRecall();
    try {
      for (let from = Math.max(0, sequence - RECALLED); from < sequence; ) {
        const page = await log.read(from, Math.min(PAGE, sequence - from));
        const last = page.at(-1);
        if (last === undefined) break;
        for (const event of page) if (event.sequence <= sequence) recall.#table.follow(event);
        from = last.sequence;
      }
    } catch (error) {
      logger.warn({ error: messageOf(error) }, "alarms of earlier runs could not be read from the event log");
    }
    return recall;
  }

  /** Takes the next event. */
  follow(event: LoggedEvent): AlarmChanges {
    const before = this.#table.list();
    if (!this.#table.follow(event)) return { raised: [], cleared: [] };
    const now = this.#table.list();
    const was = new Map(before.map((alarm) => [alarm.condition, alarm]));
    const is = new Set(now.map(({ condition }) => condition));
    return {
      raised: now.filter(({ condition, severity }) => was.get(condition)?.severity !== severity),
      cleared: before.filter(({ condition }) => !is.has(condition)),
    };
  }
}
