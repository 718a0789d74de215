import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { OutboxPort, OutboxState, SnmpExporter } from "../../../src/exporters/snmp/index.ts";
import type { HotSwapState } from "../../../src/hpi/hot-swap.ts";
import { PduType } from "../../../src/snmp/pdu.ts";
import { communityMessage, readCommunityReply } from "../../snmp/support/community-message.ts";
import { request } from "../../snmp/support/manager.ts";
import { type MemoryDomain, MemoryJournal, memoryDomain } from "../../support/memory-domain.ts";
import { describeSampleShelf, type SampleModel } from "../../support/sample-model.ts";
import { until } from "../../support/until.ts";
import { memoryState, startExporter } from "./support.ts";

const AGENT = "1.3.6.1.4.1.8072.9999.9999.1";
const RAISED = `${AGENT}.0.26`;
const CLEARED = `${AGENT}.0.27`;
const CROSSED = `${AGENT}.0.2`;
const HOT_SWAP = `${AGENT}.0.4`;
const TEXT = `${AGENT}.1.20.7.0`;
const ALARM = `${AGENT}.1.20.15.0`;
const SHUTDOWN = `${AGENT}.0.23`;
const CONFIG_CHANGE = "1.3.6.1.2.1.47.2.0.1";
const ENABLED = "1.3.6.1.2.1.131.0.1";
const DISABLED = "1.3.6.1.2.1.131.0.2";

interface Told {
  readonly id: string;
  /** Values by name. */
  readonly objects: ReadonlyMap<string, unknown>;
}

/** A journal with what is in another one now. */
async function copyOf(journal: MemoryJournal): Promise<MemoryJournal> {
  const copy = new MemoryJournal(journal.epoch);
  await copy.append(journal.entries);
  return copy;
}

describe("notifications of a change that the agent did not survive", () => {
  let memory: MemoryDomain;
  let sample: SampleModel;
  let exporter: SnmpExporter;
  let outbox: MemoryJournal;
  let delivered: OutboxState | undefined;
  let socket: ReturnType<typeof createSocket>;
  let told: Told[];
  const state = memoryState();

  beforeEach(async () => {
    memory = await memoryDomain();
    sample = await describeSampleShelf(memory.domain);
    [outbox, delivered, told] = [new MemoryJournal("outbox"), undefined, []];
    await listen();
    await start();
    await until(() => told.length === 1);
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
    await deafen();
  });

  async function listen(): Promise<void> {
    socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    socket.on("message", (datagram, from) => {
      const { varbinds, requestId } = readCommunityReply(datagram);
      const reply = request(PduType.response, [], 0, 0, requestId);
      socket.send(communityMessage(1, "traps", reply), from.port, from.address);
      const objects = new Map(varbinds.slice(2).map(({ name, value }) => [name, value]));
      told.push({ id: String(varbinds[1]!.value), objects });
    });
  }
  async function deafen(): Promise<void> {
    socket.close();
    await once(socket, "close");
  }

  async function start(): Promise<void> {
    const security = { version: "v2c", community: "traps" } as const;
    const { port } = socket.address();
    const port_: OutboxPort = {
      journal: outbox,
      load: async () => delivered,
      store: async (next) => {
        delivered = next;
      },
    };
    exporter = await startExporter(memory.domain, memory.clock, {
      ...{ state, outbox: port_, configuration: "same" },
      targets: [{ name: "noc", host: "127.0.0.1", port, kind: "inform", security, timeout: 60_000, retries: 1 }],
    });
  }

  /** Runs something that is committed to the event log, then plays that the agent died before it could tell. */
  async function dieAfter(change: () => Promise<unknown>): Promise<void> {
    const before = { outbox: await copyOf(outbox), delivered };
    await deafen();
    await change();
    const journal = await copyOf(memory.journal);
    await exporter.close();
    await memory.domain.close();
    ({ outbox, delivered } = before);
    memory = await memoryDomain({ journal, ids: memory.ids, clock: memory.clock });
    sample = await describeSampleShelf(memory.domain);
    told.length = 0;
    await listen();
    await start();
  }

  const time = () => memory.domain.eventTime();
  const threshold = (assertion: boolean) =>
    memory.domain.emit({
      ...{ type: "sensor", severity: "major", time: time(), origin: "event-message", resourceId: sample.boards[0]!.id },
      ...{ sensorId: sample.sensorId(sample.boards[0]!, "Inlet Temp"), sensorNumber: 4, sensorName: "Inlet Temp" },
      ...{ sensorType: "temperature", assertion, state: "upperMajor", text: assertion ? "too warm" : "cool again" },
    });
  const hotSwap = (state: HotSwapState, previousState: HotSwapState) =>
    memory.domain.emit({
      ...{ type: "hot-swap", severity: "informational", time: time(), origin: "event-message" },
      ...{ resourceId: sample.boards[1]!.id, state, previousState, cause: "operator-latch", native: null },
      ...{ text: "moved" },
    });
  const ids = () => told.map(({ id }) => id);
  /** Without the starts and the end of the agent. */
  const changes = () => told.filter(({ id }) => !id.startsWith("1.3.6.1.6.3.") && id !== SHUTDOWN);
  const texts = (id: string) => told.filter((one) => one.id === id).map(({ objects }) => objects.get(TEXT));
  const settle = (count: number) => until(() => changes().length >= count, { what: () => ids().join(" ") });

  it("tell the alarm that holds, with its number now", async () => {
    await dieAfter(() => threshold(true));
    await settle(2);
    expect(changes().map(({ id }) => id)).toEqual([RAISED, CROSSED]);
    const [alarm] = memory.domain.alarms();
    expect(changes()[0]!.objects.get(ALARM)).toBe(alarm!.id);
  });

  it("tell alarms that have come and gone meanwhile, without a number", async () => {
    await dieAfter(async () => {
      await memory.domain.agentAlarm("fan", "minor", "it is slow");
      await memory.domain.agentAlarm("fan", null, "it turns");
    });
    await settle(2);
    expect(changes().map(({ id }) => id)).toEqual([RAISED, CLEARED]);
    expect([...texts(RAISED), ...texts(CLEARED)]).toEqual(["it is slow", "it is slow"]);
    expect(changes().map(({ objects }) => objects.get(ALARM))).toEqual([0, 0]);
  });

  it("tell the end of an alarm that had been told", async () => {
    await threshold(true);
    await settle(2);
    await dieAfter(() => threshold(false));
    await settle(2);
    expect(changes().map(({ id }) => id)).toEqual([CLEARED, `${AGENT}.0.3`]);
    expect(texts(CLEARED)).toEqual(["too warm"]);
  });

  it("tell the operational state of a part, once", async () => {
    await dieAfter(() => hotSwap("Inactive", "Active"));
    // Discovery finds it active again, which is a change too.
    await settle(4);
    expect(changes().map(({ id }) => id)).toEqual([DISABLED, HOT_SWAP, ENABLED, HOT_SWAP]);
    expect([...changes()[0]!.objects]).toEqual([
      [`1.3.6.1.2.1.131.1.1.1.2.${sample.boards[1]!.id}`, 2],
      [`1.3.6.1.2.1.131.1.1.1.5.${sample.boards[1]!.id}`, "\0"],
    ]);
  });

  it("tell a part that became operable again when the agent died, once everything was found", async () => {
    const board = sample.boards[1]!;
    await hotSwap("Inactive", "Active");
    await settle(2);
    await memory.domain.setSilent(board.id, true, "no answer");
    await hotSwap("Active", "Inactive");
    await settle(4);
    expect(ids().filter((id) => id === ENABLED)).toEqual([]);
    // What it is, is known when it answers again, which no event tells.
    await dieAfter(async () => {});
    await until(() => ids().includes(ENABLED), { what: () => ids().join(" ") });
    const [enabled, ...more] = told.filter(({ id }) => id === ENABLED);
    expect([...enabled!.objects.keys()][0]).toBe(`1.3.6.1.2.1.131.1.1.1.2.${board.id}`);
    expect(more).toEqual([]);
    memory.domain.setDiscovery({ controller: "shelf", state: "complete", progress: "again" });
    await memory.clock.advance(1000);
    expect(ids().filter((id) => id === ENABLED)).toHaveLength(1);
    expect(delivered?.disabled).toEqual([]);
  });

  it("tell that the entities may have changed, once", async () => {
    await dieAfter(async () => {});
    await memory.clock.advance(5000);
    await until(() => ids().includes(CONFIG_CHANGE), { what: () => ids().join(" ") });
    await memory.clock.advance(60_000);
    expect(ids().filter((id) => id === CONFIG_CHANGE)).toHaveLength(1);
  });

  const commandDone = () =>
    told
      .filter(({ id }) => id === `${AGENT}.0.21`)
      .map(({ objects }) => [...objects].slice(8).map(([name, value]) => `${name.slice(AGENT.length + 1)} ${value}`));
  const target = "1.3.6.1.2.1.131.1.1.1.2.5";
  const perform = (operate: () => Promise<void>) => {
    memory.domain.addSource({ controller: "shelf", operate });
    const request = { kind: "set-hot-swap", resourceId: sample.boards[0]!.id, desired: "deactivate" } as const;
    const principal = { id: "op", door: "snmp", source: "snmp:192.0.2.1", role: "Operator" } as const;
    return memory.domain.perform(request, principal, undefined, `snmp 7 ${target}`);
  };

  it("tell the end of a command, by its number of then", async () => {
    await dieAfter(() => perform(async () => {}).finished);
    await settle(1);
    expect(commandDone()).toEqual([[`1.18.1.2.7 ${target}`, "1.18.1.4.7 4", "1.18.1.6.7 "]]);
  });

  it("tell what became of a command that had not ended: not known, and then what the hardware shows", async () => {
    const never = Promise.withResolvers<void>();
    await dieAfter(async () => {
      perform(() => never.promise);
      await until(() => memory.journal.entries.some(({ body }) => body.includes('"state":"queued"')));
    });
    await settle(1);
    expect(commandDone()[0]!.slice(0, 2)).toEqual([`1.18.1.2.7 ${target}`, "1.18.1.4.7 7"]);
    expect(commandDone()[0]![2]).toContain("the agent ended before the operation did");
    memory.domain.addSource({ controller: "shelf", operate: async () => {}, verify: async () => "as-wanted" });
    await memory.domain.verifyInterrupted("shelf");
    await settle(2);
    expect(commandDone()[1]).toEqual([`1.18.1.2.7 ${target}`, "1.18.1.4.7 4", "1.18.1.6.7 "]);
    never.resolve();
  });

  it("are written together with the event's own, and so lost together", async () => {
    const { appends } = outbox;
    const event = await threshold(true);
    await settle(2);
    expect(outbox.appends).toBe(appends + 1);
    const [raised, crossed] = outbox.entries.slice(-2);
    expect(raised!.cursor).toBeUndefined();
    expect(crossed!.cursor).toEqual({ source: "events", value: `${event.epoch} ${event.sequence}` });
    expect(changes().map(({ id }) => id)).toEqual([RAISED, CROSSED]);
    await hotSwap("Inactive", "Active");
    await settle(4);
    expect(outbox.appends).toBe(appends + 2);
    expect(
      changes()
        .slice(2)
        .map(({ id }) => id),
    ).toEqual([DISABLED, HOT_SWAP]);
  });

  it("are not needed for alarms that outlive the agent: they are told again, since their numbers begin anew", async () => {
    await threshold(true);
    await settle(2);
    await exporter.close();
    told.length = 0;
    await start();
    await settle(1);
    expect(changes().map(({ id }) => id)).toEqual([RAISED]);
    expect(changes()[0]!.objects.get(ALARM)).toBe(memory.domain.alarms()[0]!.id);
  });

  it("tell a part that discovery finds in another state, although hardware is still being found", async () => {
    memory.domain.setDiscovery({ controller: "shelf", state: "running", progress: "" });
    await hotSwap("Inactive", "Active");
    await settle(2);
    expect(changes().map(({ id }) => id)).toEqual([DISABLED, HOT_SWAP]);
  });
});
