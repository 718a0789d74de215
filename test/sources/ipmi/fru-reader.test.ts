import { describe, expect, it } from "vitest";
import { GetFruInventoryAreaInfo } from "../../../src/ipmi/commands/storage/get-fru-inventory-area-info.ts";
import { ReadFruData } from "../../../src/ipmi/commands/storage/read-fru-data.ts";
import { FakeConnection } from "../../../src/ipmi/fake-connection.ts";
import { encodeFru, fruText } from "../../../src/ipmi/fru/index.ts";
import { Channel } from "../../../src/sources/ipmi/channel.ts";
import { readFru } from "../../../src/sources/ipmi/fru-reader.ts";
import { inventoryOf } from "../../../src/sources/ipmi/inventory.ts";
import { inventory } from "./fake-hardware.ts";

interface Behaviour {
  readonly size?: number;
  readonly words?: boolean;
  /** Most bytes of one answer. */
  readonly most?: number;
  readonly refuse?: (count: number, offset: number) => number | undefined;
}

function device(bytes: Uint8Array, { size, words = false, most = 255, refuse }: Behaviour = {}) {
  const counts: number[] = [];
  const connection = new FakeConnection({ capabilities: { maxResponse: { direct: 35, bridged: 26 } } });
  connection.answer(GetFruInventoryAreaInfo, () => ({ size: size ?? bytes.length, accessByWords: words }));
  connection.answer(ReadFruData, ({ offset, count }) => {
    const unit = words ? 2 : 1;
    counts.push(count * unit);
    const code = refuse?.(count, offset);
    if (code !== undefined) return code;
    const data = bytes.subarray(offset * unit, offset * unit + Math.min(most, count * unit));
    return { count: data.length / unit, data: Uint8Array.of(...data, 0xee) };
  });
  return { channel: new Channel(connection, {}), counts };
}

const bytes = inventory("A product of some length");

describe("reading an inventory", () => {
  it("takes pieces that fit, and only as many bytes as the device counts", async () => {
    const { channel, counts } = device(bytes);
    expect((await readFru(channel, 0))?.bytes).toEqual(bytes);
    expect(Math.max(...counts)).toBe(32);
  });

  it.each([0xc8, 0xca, 0xff])("takes smaller pieces after %xh", async (code) => {
    const { channel } = device(bytes, { refuse: (count) => (count > 8 ? code : undefined) });
    expect(await readFru(channel, 0)).toEqual({ bytes, findings: [] });
  });

  it("survives answers shorter than asked for, and access by words", async () => {
    expect((await readFru(device(bytes, { most: 5 }).channel, 0))?.bytes).toEqual(bytes);
    expect((await readFru(device(bytes, { words: true }).channel, 0))?.bytes).toEqual(bytes);
  });

  it("keeps what it got when the device ends early or refuses half way", async () => {
    const early = await readFru(device(bytes, { size: bytes.length + 50 }).channel, 0);
    expect(early).toMatchObject({ bytes, findings: [expect.stringContaining("ends after")] });
    const refused = await readFru(device(bytes, { refuse: (_, at) => (at >= 64 ? 0xd5 : undefined) }).channel, 0);
    expect(refused?.bytes).toEqual(bytes.subarray(0, 64));
    expect(refused?.findings).toHaveLength(1);
  });

  it("waits out a busy device, but not for ever", async () => {
    let busy = 3;
    const patient = device(bytes, { refuse: () => (busy-- > 0 ? 0x81 : undefined) });
    expect((await readFru(patient.channel, 0))?.bytes).toEqual(bytes);
    expect(await readFru(device(bytes, { refuse: () => 0x81 }).channel, 0)).toBeNull();
  });

  it("reads no more than any inventory needs", async () => {
    const large = new Uint8Array(0xffff);
    const read = await readFru(device(large).channel, 0);
    expect(read?.bytes).toHaveLength(8192);
    expect(read?.findings).toEqual(["claims 65535 bytes, 8192 are read"]);
  });

  it("is null where there is none", async () => {
    const connection = new FakeConnection();
    expect(await readFru(new Channel(connection, {}), 7)).toBeNull();
  });
});

describe("an inventory", () => {
  it("is shown in HPI's words", () => {
    const { inventory: shown } = inventoryOf({ bytes, findings: [] });
    expect(shown.areas.map((a) => a.type)).toEqual(["board-info", "product-info"]);
    expect(shown.areas[1]?.fields).toContainEqual({ type: "product-name", text: "A product of some length" });
    expect(shown.areas[0]?.fields[0]?.type).toBe("manufacture-date");
    expect(shown.findings).toEqual([]);
  });

  it("has no lines for fields without text", () => {
    const blank = fruText("");
    const product = { language: 0, custom: [blank, fruText("rev B"), blank] };
    const { areas } = inventoryOf({ bytes: encodeFru({ product }), findings: [] }).inventory;
    expect(areas).toEqual([{ type: "product-info", fields: [{ type: "custom", text: "rev B" }] }]);
  });

  it("keeps its bytes and says what is wrong when it is damaged", () => {
    const damaged = new Uint8Array(bytes);
    damaged[damaged.length - 1] = damaged[damaged.length - 1]! ^ 0xff;
    const { inventory: shown } = inventoryOf({ bytes: damaged, findings: ["read in part"] });
    expect(shown.raw).toEqual(damaged);
    expect(shown.findings).toEqual(["read in part", expect.stringContaining("checksum")]);
    expect(inventoryOf({ bytes: new Uint8Array(3), findings: [] })).toMatchObject({ content: null });
  });
});
