import { onTestFinished } from "vitest";
import { ManualClock } from "../../../src/base/clock.ts";
import { InternalError } from "../../../src/base/errors.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import type { Domain } from "../../../src/hpi/domain.ts";
import type { LoggedEvent } from "../../../src/hpi/event.ts";
import type { Resource } from "../../../src/hpi/resource.ts";
import { createIpmiSource, type IpmiSource, type IpmiSourceOptions } from "../../../src/sources/ipmi/index.ts";
import { type MemoryIds, type MemoryJournal, memoryDomain } from "../../support/memory-domain.ts";
import type { FakeHardware } from "./fake-hardware.ts";

export interface Started {
  readonly hardware: FakeHardware;
  readonly domain: Domain;
  readonly source: IpmiSource;
  readonly clock: ManualClock;
  readonly journal: MemoryJournal;
  readonly ids: MemoryIds;
  /** Everything logged since the start. */
  readonly events: LoggedEvent[];
  /** Lets time pass until the condition holds. */
  until(condition: () => boolean, what?: string): Promise<void>;
  /** Lets time pass and everything that follows from it happen. */
  pass(ms: number): Promise<void>;
  resource(tag: string): Resource;
  /** May be called twice. */
  stop(): Promise<void>;
}

type Parts = Partial<Pick<Started, "journal" | "ids" | "clock">> & { readonly options?: Partial<IpmiSourceOptions> };

/** A source on fake hardware and a clock moved by hand; parts of an earlier one play a restart. */
export async function startSource(hardware: FakeHardware, parts: Parts = {}): Promise<Started> {
  const { options, ...kept } = parts;
  const { domain, clock, journal, ids } = await memoryDomain({ clock: new ManualClock(), ...kept });
  const events: LoggedEvent[] = [];
  domain.onEvent((event) => events.push(event));
  const source = createIpmiSource({
    controller: "bmc",
    connection: hardware.connection,
    domain,
    ids,
    clock,
    logger: silentLogger,
    random: () => 0.5,
    ...options,
  });
  source.start();
  const pass = async (ms: number) => {
    const end = clock.monotonic() + ms;
    do {
      await idle();
      await clock.advance(Math.min(50, Math.max(0, end - clock.monotonic())));
    } while (clock.monotonic() < end);
    await idle();
  };
  const until = async (condition: () => boolean, what = "a condition") => {
    for (let waited = 0; !condition(); waited += 50) {
      if (waited > 120_000) throw new InternalError("E_TEST", `two minutes passed without ${what}`);
      await pass(50);
    }
  };
  const resource = (tag: string) => {
    const found = domain.resources().find((r) => r.tag === tag || r.tag.startsWith(`${tag} `));
    if (found === undefined) throw new InternalError("E_TEST", `no resource ${tag}`);
    return found;
  };
  const end = async () => {
    await source.stop();
    await domain.close();
  };
  let ended: Promise<void> | undefined;
  const stop = () => (ended ??= end());
  return { hardware, domain, source, clock, journal, ids, events, until, pass, resource, stop };
}

/** A source whose first discovery is over. */
export async function discovered(hardware: FakeHardware, parts: Parts = {}): Promise<Started> {
  const started = await startSource(hardware, parts);
  let over = false;
  void started.source.discovered.then(() => {
    over = true;
  });
  await started.until(() => over, "discovery");
  return started;
}

/** Stops a source at the end of the test that calls this. */
export function stopAfterTest(source: Started): Started {
  onTestFinished(() => source.stop());
  return source;
}

/** Lets promises settle that need turns of the event loop. */
async function idle(): Promise<void> {
  for (let i = 0; i < 8; i++) await new Promise((resolve) => setImmediate(resolve));
}
