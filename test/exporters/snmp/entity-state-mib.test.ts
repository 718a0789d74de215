import { afterEach, beforeEach, expect, it } from "vitest";
import type { SnmpExporter } from "../../../src/exporters/snmp/index.ts";
import type { HotSwapState } from "../../../src/hpi/hot-swap.ts";
import { crossing } from "../../hpi/fixtures.ts";
import { netSnmp } from "../../snmp/support/net-snmp.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { describeSampleShelf, type SampleModel } from "../../support/sample-model.ts";
import { startExporter, walk } from "./support.ts";

netSnmp.describe("ENTITY-STATE-MIB", () => {
  let memory: MemoryDomain;
  let sample: SampleModel;
  let exporter: SnmpExporter;
  beforeEach(async () => {
    memory = await memoryDomain();
    sample = await describeSampleShelf(memory.domain);
    exporter = await startExporter(memory.domain, memory.clock);
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
  });

  /** Admin, oper, usage, standby. */
  async function states(id: number): Promise<string> {
    const rows = await walk(exporter, "1.3.6.1.2.1.131.1.1.1");
    return [2, 3, 4, 6].map((column) => rows.get(`.${column}.${id}`)).join(" ");
  }
  async function alarm(id: number): Promise<string> {
    return (await walk(exporter, "1.3.6.1.2.1.131.1.1.1.5")).get(`.${id}`)!.trim();
  }

  async function hotSwap(state: HotSwapState): Promise<void> {
    await memory.domain.emit({
      ...{ type: "hot-swap", severity: "informational", time: memory.domain.eventTime(), origin: "event-message" },
      ...{
        resourceId: sample.boards[0]!.id,
        state,
        previousState: null,
        cause: "operator-latch",
        native: null,
        text: "",
      },
    });
  }

  it.each([
    ["Inactive", "2 2 2 1"],
    ["InsertionPending", "2 2 2 1"],
    ["Active", "4 3 3 4"],
    ["ExtractionPending", "3 3 3 4"],
  ] as const)("shows a board that is %s as %s", async (state, expected) => {
    await hotSwap(state);
    expect(await states(sample.boards[0]!.id)).toBe(expected);
  });

  it("shows a slot as active while something is in it, and idle when not", async () => {
    const [filled, , empty] = sample.slots;
    expect(await states(filled!.id)).toBe("4 3 3 4");
    expect(await states(empty!.id)).toBe("4 3 2 4");
    await hotSwap("NotPresent");
    expect(await states(filled!.id)).toBe("4 3 2 4");
    await hotSwap("Active");
    expect(await states(filled!.id)).toBe("4 3 3 4");
  });

  it("does not know the state of what does not answer", async () => {
    await memory.domain.setSilent(sample.boards[0]!.id, true, "test");
    expect(await states(sample.boards[0]!.id)).toBe("4 1 1 4");
  });

  it("shows an alarm on its sensor and on everything around it, until it is over", async () => {
    const [board] = sample.boards;
    const sensor = memory.domain
      .sensorsOf(board!.id)
      .find((s) => s.states.some((state) => state.name === "upperMajor"))!;
    await memory.domain.emit(crossing(sensor, "upperMajor", true, memory.domain.eventTime()));
    for (const id of [sensor.id, board!.id, sample.slots[0]!.id, sample.shelf.id]) expect(await alarm(id)).toBe("10");
    expect(await alarm(sample.boards[1]!.id)).toBe("00");
    await memory.domain.emit(crossing(sensor, "upperMajor", false, memory.domain.eventTime()));
    for (const id of [sensor.id, board!.id, sample.shelf.id]) expect(await alarm(id)).toBe("00");
  });

  it("has a row for every physical entity and says when it changed", async () => {
    const physical = await walk(exporter, "1.3.6.1.2.1.47.1.1.1.1.7");
    const changed = await walk(exporter, "1.3.6.1.2.1.131.1.1.1.1");
    expect([...changed.keys()]).toEqual([...physical.keys()]);
    const key = `.${sample.boards[0]!.id}`;
    await memory.clock.advance(3_600_000);
    await hotSwap("ExtractionPending");
    const later = await walk(exporter, "1.3.6.1.2.1.131.1.1.1.1");
    expect(changed.get(key)).toMatch(/^07 EA 01 01 00 00/);
    expect(later.get(key)).toMatch(/^07 EA 01 01 01 00/);
  });
});
