import { messageOf } from "../base/errors.ts";
import type { Domain } from "../hpi/domain.ts";
import type { IdAllocator } from "../hpi/ports.ts";
import { describeHost } from "../sources/host/identity.ts";
import { createIpmiSource, type IpmiSource } from "../sources/ipmi/index.ts";
import type { SdrCache } from "../sources/ipmi/options.ts";
import type { OpenController } from "./controllers.ts";
import { awaitController, tellNoController } from "./late-controller.ts";
import type { AgentOptions, OnStop } from "./options.ts";

export interface SourceParts {
  readonly controllers: readonly OpenController[];
  readonly ids: IdAllocator;
  readonly cache: SdrCache;
  readonly onStop: OnStop;
}

export interface Sources {
  /** Grows when a controller is found later. */
  readonly sources: readonly IpmiSource[];
  /** Resolves once there is a controller and everything behind all of them was found. */
  readonly complete: Promise<void>;
}

/** One source for each controller; without any, the host alone and an alarm that says what to load, until there is one. */
export async function startSources(
  options: AgentOptions,
  domain: Domain,
  { controllers, ids, cache, onStop }: SourceParts,
): Promise<Sources> {
  const { doors, logger } = options;
  const sources: IpmiSource[] = [];
  const complete = Promise.withResolvers<void>();
  const start = async (found: readonly OpenController[], ending: OnStop) => {
    const places = await placesOf(found, ids);
    sources.push(...startEach(options, domain, { controllers: found, ids, cache, onStop: ending }, places));
    const all = Promise.all(sources.map((source) => source.discovered));
    all.then(
      () => complete.resolve(),
      (error: unknown) => logger.debug({ reason: messageOf(error) }, "discovery did not end"),
    );
  };
  if (controllers.length > 0) await start(controllers, onStop);
  else {
    await describeHost({ domain, logger, hostName: doors.hostName, readText: doors.readText });
    const told = await tellNoController(domain, doors);
    awaitController(options, domain, told, onStop, start);
  }
  return { sources, complete: complete.promise };
}

function startEach(
  { config, doors, simulation }: AgentOptions,
  domain: Domain,
  { controllers, ids, cache, onStop }: SourceParts,
  places: readonly number[],
): readonly IpmiSource[] {
  const { analogSeconds, discreteSeconds, hotSwapSeconds, selSeconds, setSelTime } = config.ipmi;
  return controllers.map(({ name, connection, logger: log }, index) => {
    const source = createIpmiSource({
      controller: name,
      connection,
      domain,
      ids,
      clock: doors.clock,
      logger: log,
      random: doors.random,
      cache,
      periods: {
        analog: analogSeconds * 1000,
        discrete: discreteSeconds * 1000,
        hotSwap: hotSwapSeconds * 1000,
        sel: selSeconds * 1000,
      },
      setSelTime: setSelTime || simulation !== null,
      hangUnder: places[index],
    });
    onStop(`source ${name}`, () => source.stop());
    source.start();
    return source;
  });
}

/** Of several controllers each has a number of its own for ever, whatever order the configuration names them in. */
async function placesOf(controllers: readonly OpenController[], ids: IdAllocator): Promise<readonly number[]> {
  if (controllers.length < 2) return [];
  return await ids.allocate(
    "controller",
    controllers.map(({ name }) => name),
  );
}
