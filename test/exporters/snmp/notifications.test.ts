import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BASE_OID } from "../../../src/exporters/snmp/base-oid.ts";
import type { SnmpExporter } from "../../../src/exporters/snmp/index.ts";
import type { HotSwapState } from "../../../src/hpi/hot-swap.ts";
import type { Resource } from "../../../src/hpi/resource.ts";
import { formatOid } from "../../../src/snmp/oid.ts";
import { PduType } from "../../../src/snmp/pdu.ts";
import { type CommunityReply, communityMessage, readCommunityReply } from "../../snmp/support/community-message.ts";
import { request } from "../../snmp/support/manager.ts";
import { type MemoryDomain, memoryDomain } from "../../support/memory-domain.ts";
import { describeSampleShelf, type SampleModel } from "../../support/sample-model.ts";
import { startExporter } from "./support.ts";

const traps = "1.3.6.1.6.3.1.1.5";
const configChange = "1.3.6.1.2.1.47.2.0.1";

describe("notifications", () => {
  let memory: MemoryDomain;
  let sample: SampleModel;
  let exporter: SnmpExporter;
  let socket: ReturnType<typeof createSocket>;
  let seen: CommunityReply[];
  let more: () => void;
  let acknowledging: boolean;

  beforeEach(async () => {
    memory = await memoryDomain();
    sample = await describeSampleShelf(memory.domain);
    seen = [];
    more = () => {};
    acknowledging = true;
    socket = createSocket("udp4").bind(0, "127.0.0.1");
    await once(socket, "listening");
    socket.on("message", (datagram, from) => {
      const message = readCommunityReply(datagram);
      // Those of HPI-AGENT-MIB have tests of their own.
      const id = message.varbinds[1]?.value;
      if (typeof id !== "string" || !id.startsWith(formatOid(BASE_OID))) seen.push(message);
      if (message.type === PduType.inform && acknowledging) {
        const reply = request(PduType.response, [], 0, 0, message.requestId);
        socket.send(communityMessage(1, "traps", reply), from.port, from.address);
      }
      more();
    });
  });
  afterEach(async () => {
    await exporter.close();
    await memory.domain.close();
    socket.close();
    await once(socket, "close");
  });

  async function start(kind: "trap" | "inform"): Promise<void> {
    const security = { version: "v2c", community: "traps" } as const;
    const { port } = socket.address();
    exporter = await startExporter(memory.domain, memory.clock, {
      targets: [{ name: "noc", host: "127.0.0.1", port, kind, security, timeout: 1000, retries: 1 }],
      authenticationTraps: true,
      communities: [{ community: "look", securityName: "noc", sources: ["127.0.0.1"], models: [2] }],
    });
  }

  /** Waits until this many notifications have come. */
  const count = (wanted: number): Promise<void> =>
    new Promise((resolve) => {
      more = () => {
        if (seen.length >= wanted) resolve();
      };
      more();
    });
  const ids = () => seen.map((message) => message.varbinds[1]!.value);

  async function hotSwap(resource: Resource, state: HotSwapState): Promise<void> {
    await memory.domain.emit({
      ...{ type: "hot-swap", severity: "informational", time: memory.domain.eventTime(), origin: "event-message" },
      ...{ resourceId: resource.id, state, previousState: null, cause: "operator-latch", native: null, text: "moved" },
    });
  }

  it("begin with coldStart", async () => {
    await start("trap");
    await count(1);
    expect(seen[0]).toMatchObject({ type: PduType.trapV2, community: "traps" });
    expect(ids()).toEqual([`${traps}.1`]);
  });

  it("tell a change of the physical entities at most every five seconds, and always the last one", async () => {
    await start("trap");
    await hotSwap(sample.boards[0]!, "NotPresent");
    await count(2);
    await hotSwap(sample.boards[1]!, "NotPresent");
    await hotSwap(sample.boards[1]!, "Active");
    await memory.clock.advance(5000);
    await count(3);
    await memory.clock.advance(60_000);
    await hotSwap(sample.boards[0]!, "Active");
    await count(4);
    expect(ids().filter((id) => id === configChange)).toHaveLength(3);
  });

  it("wait with the change of entities until discovery is complete", async () => {
    memory.domain.setDiscovery({ controller: "shelf", state: "running", progress: "" });
    await start("trap");
    await hotSwap(sample.boards[0]!, "NotPresent");
    await memory.clock.advance(20_000);
    await count(1);
    memory.domain.setDiscovery({ controller: "shelf", state: "complete", progress: "" });
    await memory.clock.advance(5000);
    await count(2);
    expect(ids()).toEqual([`${traps}.1`, configChange]);
  });

  it("tell a resource that answers again while others are still being found, when that is over", async () => {
    await start("trap");
    const [board] = sample.boards;
    await hotSwap(board!, "Inactive");
    await memory.domain.setSilent(board!.id, true, "no answer");
    await hotSwap(board!, "Active");
    memory.domain.setDiscovery({ controller: "other", state: "running", progress: "" });
    await memory.domain.setSilent(board!.id, false, "");
    await memory.domain.setSilent(sample.boards[1]!.id, true, "no answer");
    memory.domain.setDiscovery({ controller: "other", state: "complete", progress: "" });
    await count(3);
    memory.domain.setDiscovery({ controller: "other", state: "complete", progress: "again" });
    await memory.clock.advance(60_000);
    expect(ids()).toEqual([`${traps}.1`, "1.3.6.1.2.1.131.0.2", "1.3.6.1.2.1.131.0.1"]);
    expect(seen[2]!.varbinds[2]!.name).toBe(`1.3.6.1.2.1.131.1.1.1.2.${board!.id}`);
  });

  it("tell when a resource becomes disabled and enabled, with its states", async () => {
    await start("trap");
    const [board] = sample.boards;
    await hotSwap(board!, "Inactive");
    await count(2);
    await hotSwap(board!, "Active");
    await count(3);
    expect(ids()).toEqual([`${traps}.1`, "1.3.6.1.2.1.131.0.2", "1.3.6.1.2.1.131.0.1"]);
    expect(seen[1]!.varbinds.slice(2)).toEqual([
      { name: `1.3.6.1.2.1.131.1.1.1.2.${board!.id}`, tag: 2, value: 2 },
      { name: `1.3.6.1.2.1.131.1.1.1.5.${board!.id}`, tag: 4, value: "\0" },
    ]);
  });

  it("tell of a wrong community once in ten seconds", async () => {
    await start("trap");
    const guess = communityMessage(1, "guess", request(PduType.get, [[1, 3]]));
    const ask = async (): Promise<void> => {
      const failures = exporter.counters.inBadCommunityNames;
      socket.send(guess, exporter.addresses[0]!.port, "127.0.0.1");
      await expect.poll(() => exporter.counters.inBadCommunityNames).toBe(failures + 1);
    };
    await ask();
    await ask();
    await memory.clock.advance(10_000);
    await ask();
    await count(3);
    expect(ids()).toEqual([`${traps}.1`, `${traps}.5`, `${traps}.5`]);
  });

  it("as informs are repeated in order until they are acknowledged", async () => {
    acknowledging = false;
    await start("inform");
    await hotSwap(sample.boards[0]!, "NotPresent");
    await count(1);
    await memory.clock.advance(1000);
    await count(2);
    await memory.clock.advance(2000);
    expect(new Set(ids())).toEqual(new Set([`${traps}.1`]));
    acknowledging = true;
    await memory.clock.advance(1000);
    await count(4);
    expect(ids()).toEqual([`${traps}.1`, `${traps}.1`, `${traps}.1`, configChange]);
    expect(seen.every((message) => message.type === PduType.inform)).toBe(true);
  });
});
