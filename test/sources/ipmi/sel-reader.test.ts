import { beforeEach, describe, expect, it } from "vitest";
import { GetSelEntry } from "../../../src/ipmi/commands/storage/get-sel-entry.ts";
import { Channel } from "../../../src/sources/ipmi/channel.ts";
import { readSelCursor, type SelCursor, writeSelCursor } from "../../../src/sources/ipmi/sel-cursor.ts";
import { readSel } from "../../../src/sources/ipmi/sel-reader.ts";
import { FakeHardware, selRecord } from "./fake-hardware.ts";

const event = { address: 0x20, sensorType: 1, number: 1, eventType: 1, data: [0x57, 85, 80] } as const;

describe("reading a SEL", () => {
  let hardware: FakeHardware;
  let channel: Channel;
  beforeEach(() => {
    hardware = new FakeHardware();
    channel = new Channel(hardware.connection, {});
    for (let i = 0; i < 5; i++) hardware.log({ ...event, number: i });
  });

  const cursorAt = (i: number): SelCursor => {
    const { id, raw } = hardware.sel[i]!;
    return { erased: hardware.selErased, recordId: id, record: Buffer.from(raw).toString("hex") };
  };
  const read = async (cursor?: SelCursor) => {
    const result = await readSel(channel, cursor);
    return { ids: result?.entries.map((e) => e.id), since: result?.since };
  };

  it("gives everything in order without a cursor", async () => {
    expect(await read()).toEqual({ ids: [1, 2, 3, 4, 5], since: "cursor" });
  });

  it("gives only what came after the cursor, with one command more than there are records", async () => {
    const asked = hardware.connection.requests.length;
    expect(await read(cursorAt(2))).toEqual({ ids: [4, 5], since: "cursor" });
    expect(hardware.connection.requests.length - asked).toBe(4);
    expect(await read(cursorAt(4))).toEqual({ ids: [], since: "cursor" });
  });

  it("tells a cleared log by its erase time", async () => {
    expect(await read({ ...cursor(), erased: 1 })).toEqual({ ids: [1, 2, 3, 4, 5], since: "erased" });
    hardware.sel = [];
    expect(await read({ ...cursor(), erased: 1 })).toEqual({ ids: [], since: "erased" });
  });

  it("goes on behind the cursor where the erase time is only that of another record's deletion", async () => {
    expect(await readSel(channel, { ...cursorAt(2), erased: 1 })).toMatchObject({
      entries: [{ id: 4 }, { id: 5 }],
      since: "cursor",
      deleted: true,
    });
  });

  it("does not know a record without a time stamp in a log that was cleared", async () => {
    hardware.sel = [];
    hardware.selTime = 77;
    for (let i = 0; i < 2; i++) hardware.log(event);
    expect(await read({ ...cursorAt(1), erased: 1 })).toEqual({ ids: [6, 7], since: "erased" });
  });

  it("reads everything when the record of the cursor is another one or gone", async () => {
    expect(await read({ ...cursorAt(4), record: "00".repeat(16) })).toMatchObject({ since: "changed" });
    expect(await read({ ...cursorAt(4), recordId: 99 })).toEqual({ ids: [1, 2, 3, 4, 5], since: "changed" });
  });

  it.each([0x81, 0xc0, 0xc3, 0xd5])(
    "ends where the controller answers %i, and does not take that for a change",
    async (code) => {
      hardware.refuse = (raw) => (raw.cmd === GetSelEntry.cmd && raw.data[2] === 4 ? code : undefined);
      expect(await readSel(channel, cursorAt(1), true)).toMatchObject({
        entries: [{ id: 3 }],
        since: "cursor",
        later: true,
      });
      expect(await readSel(channel, cursorAt(3), true)).toMatchObject({ entries: [], since: "cursor", later: true });
      expect(await readSel(channel, cursorAt(1))).toMatchObject({ entries: [{ id: 3 }, { id: 5 }], unreadable: [4] });
    },
  );

  it("is null when the controller has none", async () => {
    hardware.selReadable = false;
    expect(await readSel(channel, undefined)).toBeNull();
  });

  it("follows record ids with holes, and ends where they loop", async () => {
    hardware.sel = [7, 3, 9].map((id) => ({ id, raw: selRecord(id, 0, event) }));
    expect(await read()).toMatchObject({ ids: [7, 3, 9] });
    hardware.sel.push({ id: 3, raw: selRecord(3, 0, event) });
    expect((await read()).ids?.length).toBeLessThanOrEqual(4);
  });
});

describe("a SEL cursor", () => {
  it("survives being stored", () => {
    const cursor = { erased: 1, recordId: 2, record: "ab" };
    expect(readSelCursor(writeSelCursor(cursor))).toEqual(cursor);
  });

  it.each(["", "{", "null", "[]", '{"erased":"1"}', '{"erased":1,"recordId":2}'])("is not made of %j", (text) => {
    expect(readSelCursor(text)).toBeUndefined();
  });

  it("is none when nothing was stored", () => {
    expect(readSelCursor(undefined)).toBeUndefined();
  });
});

function cursor(): SelCursor {
  return { erased: 0, recordId: 1, record: "" };
}
