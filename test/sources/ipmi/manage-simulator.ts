import { connect } from "node:net";
import type { Simulator } from "../../../simulators/index.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { Domain } from "../../../src/hpi/domain.ts";
import type { LoggedEvent } from "../../../src/hpi/event.ts";
import { createIpmiSource } from "../../../src/sources/ipmi/index.ts";
import type { BreakerLimits } from "../../../src/transport/breaker.ts";
import { openVm } from "../../../src/transport/vm/index.ts";
import { MemoryAudit, MemoryIds, MemoryJournal } from "../../support/memory-domain.ts";

interface ManageOptions {
  readonly ids?: MemoryIds;
  readonly journal?: MemoryJournal;
  readonly answerMs?: number;
  readonly breaker?: Partial<BreakerLimits>;
}

/** A source that manages a simulated machine in a model of its own, with everything discovered. `stop` ends all three. */
export async function manageSimulator(simulator: Simulator, options: ManageOptions = {}) {
  const { ids = new MemoryIds(), journal = new MemoryJournal(), ...timing } = options;
  let operations = 0;
  const domain = await Domain.open({
    name: "test",
    clock: systemClock,
    logger: silentLogger,
    journal,
    ids,
    audit: new MemoryAudit(),
    newId: () => `operation-${++operations}`,
    simulated: true,
  });
  const common = { clock: systemClock, logger: silentLogger, random: () => 0.5 };
  const { host, port } = simulator.vm;
  const connection = openVm({ name: "shelf", ...common, host, port, connect: (to) => connect(to), ...timing });
  const events: LoggedEvent[] = [];
  domain.onEvent((event) => events.push(event));
  const source = createIpmiSource({
    controller: "shelf",
    connection,
    domain,
    ids,
    ...common,
    periods: { analog: 1000, discrete: 1000, hotSwap: 1000, presence: 500 },
  });
  source.start();
  await source.discovered;
  const stop = async () => {
    await source.stop();
    await connection.close();
    await domain.close();
  };
  return { domain, source, connection, events, stop };
}
