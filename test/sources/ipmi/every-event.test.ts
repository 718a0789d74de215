import { describe, expect, it } from "vitest";
import { DeviceSilentError, InternalError } from "../../../src/base/errors.ts";
import { GetAddressInfo } from "../../../src/ipmi/commands/picmg/get-address-info.ts";
import { GetSelEntry } from "../../../src/ipmi/commands/storage/get-sel-entry.ts";
import { GetSelInfo } from "../../../src/ipmi/commands/storage/get-sel-info.ts";
import type { RawRequest } from "../../../src/ipmi/connection.ts";
import { FakeHardware, type SelEvent } from "./fake-hardware.ts";
import { discovered, type Started, stopAfterTest } from "./start-source.ts";

async function started(hardware: FakeHardware, parts: Parameters<typeof discovered>[1] = {}): Promise<Started> {
  return stopAfterTest(await discovered(hardware, parts));
}

function oneBoard(): FakeHardware {
  const hardware = new FakeHardware({ capabilities: { events: false } });
  hardware.board(1);
  return hardware;
}

function is(command: { readonly netFn: number; readonly cmd: number }, { netFn, cmd }: RawRequest): boolean {
  return netFn === command.netFn && cmd === command.cmd;
}

const hex = (raw: Uint8Array) => Buffer.from(raw).toString("hex");
const rawOf = (source: Started) => source.events.flatMap(({ raw }) => raw ?? []);

const stranger = 0x80 + 2 * 5;
const overheated: SelEvent = { address: 0x82, sensorType: 1, number: 1, eventType: 1, data: [0x57, 85, 80] };
const cool: SelEvent = { ...overheated, deassertion: true, data: [0x57, 70, 80] };

describe("every record of a SEL becomes an event once", () => {
  it("also behind one of somebody whose place nobody tells", async () => {
    const hardware = oneBoard();
    const source = await started(hardware);
    let asked = 0;
    hardware.refuse = (raw) => {
      if (is(GetAddressInfo, raw) && raw.data.includes(stranger)) {
        asked++;
        throw new DeviceSilentError("E_TIMEOUT", "no answer");
      }
      return undefined;
    };
    const logged = [
      hardware.log({ address: stranger, sensorType: 0xf0, number: 0, eventType: 0x6f, data: [4, 0xff, 0xff] }),
      hardware.log(overheated),
      hardware.log(cool),
    ].map(hex);
    await source.pass(60_000);
    expect(asked).toBeGreaterThan(0);
    expect(rawOf(source)).toEqual(logged);
  });

  it("also when it is logged while the log of before a restart is listed", async () => {
    const hardware = oneBoard();
    const first = await started(hardware);
    hardware.log(overheated);
    await first.until(() => rawOf(first).length === 1, "the first event");
    await first.stop();
    let looks = 0;
    let late: string | undefined;
    // The first look is that of the events, the second lists the log.
    hardware.refuse = (raw) => {
      if (is(GetSelInfo, raw) && ++looks === 2) late = hex(hardware.log(cool));
      return undefined;
    };
    const second = await started(hardware, { journal: first.journal, ids: first.ids });
    await second.pass(60_000);
    expect(late).toBeDefined();
    expect(rawOf(second)).toEqual([late]);
    expect(second.source.selRecords().map(({ id }) => id)).toEqual([1, 2]);
  });

  it("also when another controller has logged the same octets", async () => {
    const hardware = oneBoard();
    const first = await started(hardware);
    hardware.log(overheated);
    await first.until(() => rawOf(first).length === 1, "the event of the first one");
    await first.stop();
    const twin = oneBoard();
    const logged = hex(twin.log(overheated));
    const second = await started(twin, { journal: first.journal, ids: first.ids, options: { controller: "twin" } });
    expect(logged).toBe(rawOf(first)[0]);
    expect(rawOf(second)).toEqual([logged]);
  });

  it("also behind one that the controller does not give", async () => {
    const hardware = oneBoard();
    const source = await started(hardware);
    hardware.refuse = (raw) => (is(GetSelEntry, raw) && raw.data[2] === 2 ? 0xff : undefined);
    const [before, , ...behind] = [overheated, cool, overheated, cool].map((event) => hex(hardware.log(event)));
    await source.pass(60_000);
    expect(rawOf(source)).toEqual([before, ...behind]);
  });

  it("also when the controller had no time for one", async () => {
    const hardware = oneBoard();
    const source = await started(hardware);
    let refusals = 3;
    hardware.refuse = (raw) => (is(GetSelEntry, raw) && raw.data[2] === 2 && refusals-- > 0 ? 0xc3 : undefined);
    const logged = [overheated, cool, overheated].map((event) => hex(hardware.log(event)));
    await source.pass(60_000);
    expect(refusals).toBeLessThan(0);
    expect(rawOf(source)).toEqual(logged);
  });

  it("also behind one that the controller never has time for", async () => {
    const hardware = oneBoard();
    const source = await started(hardware);
    hardware.refuse = (raw) => (is(GetSelEntry, raw) && raw.data[2] === 2 ? 0xc3 : undefined);
    const [before, , ...behind] = [overheated, cool, overheated].map((event) => hex(hardware.log(event)));
    await source.pass(600_000);
    expect(rawOf(source)).toEqual([before, ...behind]);
  });

  it("also when the SEL is cleared and filled again while it is read", async () => {
    const hardware = oneBoard();
    const source = await started(hardware);
    const logged: string[] = [];
    const log = (event: SelEvent) => {
      hardware.selTime++;
      logged.push(hex(hardware.log(event)));
    };
    let cleared = false;
    hardware.refuse = (raw) => {
      if (!is(GetSelEntry, raw) || raw.data[2] !== 2 || cleared) return undefined;
      cleared = true;
      hardware.sel = [];
      hardware.selErased++;
      hardware.nextSelId = 1;
      // The second of before was not read in time.
      logged.splice(1);
      for (const event of [cool, overheated, cool]) log(event);
      return undefined;
    };
    for (const event of [overheated, cool]) log(event);
    await source.pass(60_000);
    expect(cleared).toBe(true);
    expect(rawOf(source).toSorted()).toEqual(logged.toSorted());
  });

  it("also when the log of events cannot be looked through at the start", async () => {
    const hardware = oneBoard();
    const first = await started(hardware);
    await first.stop();
    const { journal, ids } = first;
    const { latest } = journal;
    const refused: number[] = [];
    // The domain itself reads it when it opens.
    journal.latest = async (limit) => {
      if (limit === 10_000) return latest.call(journal, limit);
      refused.push(limit);
      throw new InternalError("E_TEST", "the store's worker is being replaced");
    };
    const second = await started(hardware, { journal, ids });
    const logged = hex(hardware.log(overheated));
    await second.pass(60_000);
    expect(refused).toHaveLength(1);
    expect(rawOf(second)).toEqual([logged]);
  });
});

describe("what was told is not told again", () => {
  /** Three records that were told; what became of the SEL then. */
  async function afterwards(change: (hardware: FakeHardware) => void): Promise<readonly string[]> {
    const hardware = oneBoard();
    const source = await started(hardware);
    for (const event of [overheated, cool, overheated]) {
      hardware.log(event);
      hardware.selTime++;
    }
    await source.until(() => rawOf(source).length === 3, "three events");
    change(hardware);
    await source.pass(60_000);
    const known = source.source.selRecords().map(({ raw }) => raw);
    expect(known).toEqual(hardware.sel.map(({ raw }) => hex(raw)));
    return rawOf(source).slice(3);
  }

  const renumber = (hardware: FakeHardware) => {
    hardware.sel = hardware.sel.map(({ raw }, i) => ({ id: i + 1, raw: Uint8Array.of(i + 1, 0, ...raw.subarray(2)) }));
    hardware.nextSelId = hardware.sel.length + 1;
  };

  it("when one record is deleted, which changes the erase time", async () => {
    const told = await afterwards((hardware) => {
      hardware.sel.splice(0, 1);
      hardware.selErased++;
    });
    expect(told).toEqual([]);
  });

  it("when the record last read is deleted, which changes the erase time", async () => {
    let logged = "";
    const told = await afterwards((hardware) => {
      hardware.sel.pop();
      hardware.selErased++;
      logged = hex(hardware.log(cool));
    });
    expect(told).toEqual([logged]);
  });

  it.each([0, 1])("when the others get new ids after a deletion (erase time later by %i)", async (later) => {
    let logged = "";
    const told = await afterwards((hardware) => {
      hardware.sel.splice(0, 1);
      renumber(hardware);
      hardware.selErased += later;
      logged = hex(hardware.log(cool));
    });
    expect(told).toEqual([logged]);
  });

  it("when the log is empty for a moment", async () => {
    const told = await afterwards((hardware) => {
      const kept = hardware.sel;
      let looks = 0;
      hardware.refuse = (raw) => {
        if (is(GetSelInfo, raw)) hardware.sel = ++looks < 3 ? [] : kept;
        return undefined;
      };
    });
    expect(told).toEqual([]);
  });
});

describe("the log of another controller that took the place", () => {
  it("is told, and moves no board", async () => {
    const hardware = oneBoard();
    const source = await started(hardware);
    hardware.log(overheated);
    await source.until(() => rawOf(source).length === 1, "an event");
    const [own, logged] = [source.events.length, [] as string[]];
    hardware.sel = [];
    hardware.selErased -= 1_000_000;
    hardware.selTime -= 500_000;
    for (const state of [6, 1, 0]) {
      const data = [state, 0xff, 0xff] as const;
      logged.push(hex(hardware.log({ address: 0x82, sensorType: 0xf0, number: 0, eventType: 0x6f, data })));
    }
    await source.pass(60_000);
    expect(source.events.slice(own).flatMap(({ raw }) => raw ?? [])).toEqual(logged);
    expect(source.events.filter(({ type }) => type === "hot-swap")).toEqual([]);
    expect(source.resource("Board 1").present).toBe(true);
  });
});

describe("the list of a SEL's records", () => {
  it("is empty when the SEL is, whatever its erase time", async () => {
    const hardware = oneBoard();
    const source = await started(hardware);
    hardware.log(overheated);
    await source.until(() => rawOf(source).length === 1, "an event");
    hardware.sel = [];
    await source.pass(60_000);
    expect(source.source.selRecords()).toEqual([]);
    const next = hex(hardware.log(cool));
    await source.pass(60_000);
    expect(rawOf(source)).toHaveLength(2);
    expect(source.source.selRecords().map(({ raw }) => raw)).toEqual([next]);
  });

  it("has each of them once after one was deleted, and not the deleted one", async () => {
    const hardware = oneBoard();
    const source = await started(hardware);
    for (const event of [overheated, cool, overheated]) hardware.log(event);
    await source.until(() => rawOf(source).length === 3, "three events");
    hardware.sel.splice(2, 1);
    const last = hex(hardware.log(cool));
    await source.until(() => rawOf(source).includes(last), "the fourth");
    expect(rawOf(source)).toHaveLength(4);
    expect(source.source.selRecords().map(({ id }) => id)).toEqual([1, 2, 4]);
  });
});
