import { describe, expect, it } from "vitest";
import { DeviceSilentError } from "../../../src/base/errors.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { GetAddressInfo } from "../../../src/ipmi/commands/picmg/get-address-info.ts";
import { GetDeviceSdr } from "../../../src/ipmi/commands/sensor-event/get-device-sdr.ts";
import { GetSensorReading } from "../../../src/ipmi/commands/sensor-event/get-sensor-reading.ts";
import type { SdrCache } from "../../../src/sources/ipmi/index.ts";
import { SdrRecordCache } from "../../../src/sources/ipmi/sdr-cache.ts";
import { FakeHardware, fullRecord } from "./fake-hardware.ts";
import { discovered, type Started, stopAfterTest } from "./start-source.ts";

class MemoryCache implements SdrCache {
  readonly blobs = new Map<string, Uint8Array>();
  async load(key: string): Promise<Uint8Array | undefined> {
    return this.blobs.get(key);
  }
  async store(key: string, bytes: Uint8Array): Promise<void> {
    this.blobs.set(key, bytes);
  }
}

const place = { controller: "bmc", at: 0x20, repository: "main" } as const;
const fingerprint = {
  guid: null,
  manufacturerId: 1,
  productId: 2,
  deviceId: 3,
  firmware: "1.00",
  recordCount: 2,
  added: null,
  erased: null,
};
const raw = [1, 2].map((id) => fullRecord(id, 0x20, id, { entity: [7, 1], name: `Sensor ${id}` }));

describe("the SDR cache", () => {
  it("gives back what was stored, for the same repository only", async () => {
    const cache = new SdrRecordCache(new MemoryCache(), silentLogger);
    expect(await cache.load(place, fingerprint)).toBeUndefined();
    await cache.store(place, fingerprint, raw);
    expect((await cache.load(place, fingerprint))?.raw).toEqual(raw);
    for (const change of [{ firmware: "1.01" }, { recordCount: 3 }, { guid: "x" }, { added: 0x60000000 }]) {
      expect(await cache.load(place, { ...fingerprint, ...change })).toBeUndefined();
    }
    for (const at of [0x82, 0x720]) expect(await cache.load({ ...place, at }, fingerprint)).toBeUndefined();
  });

  it("misses when the stored bytes are damaged, wherever", async () => {
    const memory = new MemoryCache();
    const cache = new SdrRecordCache(memory, silentLogger);
    await cache.store(place, fingerprint, raw);
    const [[key, bytes]] = [...memory.blobs] as [[string, Uint8Array]];
    let tried = 0;
    for (let i = 0; i < bytes.length; i += 7) {
      const damaged = new Uint8Array(bytes);
      damaged[i] = damaged[i]! ^ 0x55;
      memory.blobs.set(key, damaged);
      expect(await cache.load(place, fingerprint)).toBeUndefined();
      tried++;
    }
    expect(tried).toBeGreaterThan(20);
  });
});

describe("discovery with a cache", () => {
  async function start(hardware: FakeHardware, cache: SdrCache, parts: Partial<Started> = {}): Promise<Started> {
    const { journal, ids } = parts;
    const kept = { ...(journal === undefined ? {} : { journal }), ...(ids === undefined ? {} : { ids }) };
    const started = await discovered(hardware, { ...kept, options: { cache } });
    stopAfterTest(started);
    return started;
  }

  function fresh(): FakeHardware {
    const hardware = new FakeHardware();
    hardware.board(1);
    return hardware;
  }

  it("knows the sensors before it has read the repositories again", async () => {
    const cache = new MemoryCache();
    const first = await start(fresh(), cache);
    expect(cache.blobs.size).toBe(2);
    const hardware = fresh();
    await start(hardware, cache, first);
    const requests = hardware.connection.requests.map((r) => `${r.target?.address ?? 0x20} ${r.netFn}/${r.cmd}`);
    const reading = `130 ${GetSensorReading.netFn}/${GetSensorReading.cmd}`;
    const record = `130 ${4}/${0x21}`;
    expect(requests).toContain(reading);
    expect(requests).toContain(record);
    expect(requests.indexOf(reading)).toBeLessThan(requests.indexOf(record));
  });

  it("believes the repository when it turns out to be another one", async () => {
    const cache = new MemoryCache();
    const first = await start(fresh(), cache);
    const hardware = fresh();
    const board = hardware.controllers.get(0x82)!;
    board.deviceSdrs[1] = fullRecord(2, 0x82, 1, { entity: [0xa0, 0x61], name: "Renamed" });
    const second = await start(hardware, cache, first);
    const names = () => second.domain.sensorsOf(second.resource("Board 1").id).map((s) => s.name);
    await second.until(() => names().includes("Renamed"), "the new name");
    expect(names()).toEqual(["Hot Swap", "Renamed"]);
  });

  it("asks again for a repository that could not be read to its end", async () => {
    const cache = new MemoryCache();
    const first = await start(fresh(), cache);
    const hardware = fresh();
    const board = hardware.controllers.get(0x82)!;
    board.deviceSdrs[1] = fullRecord(2, 0x82, 1, { entity: [0xa0, 0x61], name: "Renamed" });
    let asked = 0;
    hardware.refuse = ({ netFn, cmd }) => {
      if (netFn !== GetDeviceSdr.netFn || cmd !== GetDeviceSdr.cmd) return undefined;
      asked++;
      throw new DeviceSilentError("E_TIMEOUT", "no answer");
    };
    const second = await start(hardware, cache, first);
    const names = () => second.domain.sensorsOf(second.resource("Board 1").id).map((s) => s.name);
    expect(names()).toEqual(["Hot Swap", "Temp"]);
    expect(asked).toBeGreaterThan(0);
    hardware.refuse = () => undefined;
    await second.until(() => names().includes("Renamed"), "the new name");
  });

  it("keeps no more than the last of what it read until it may be cached", async () => {
    const cache = new MemoryCache();
    const stored: string[] = [];
    const { store } = cache;
    cache.store = (key, bytes) => {
      stored.push(key);
      return store.call(cache, key, bytes);
    };
    const hardware = fresh();
    let scans = 0;
    hardware.refuse = ({ netFn, cmd, data }) => {
      const isScan = netFn === GetAddressInfo.netFn && cmd === GetAddressInfo.cmd && data.length > 3;
      if (!isScan || scans >= 10) return undefined;
      scans++;
      throw new DeviceSilentError("E_TIMEOUT", "no answer");
    };
    await start(hardware, cache);
    expect(scans).toBe(10);
    expect(stored.sort()).toEqual(["bmc-20-main", "bmc-82-device"]);
  });
});
