import { beforeEach, describe, expect, it } from "vitest";
import { DeviceSilentError } from "../../../src/base/errors.ts";
import type { RequestOf, ResponseOf } from "../../../src/ipmi/command.ts";
import { GetSdr } from "../../../src/ipmi/commands/storage/get-sdr.ts";
import { GetSdrRepositoryInfo } from "../../../src/ipmi/commands/storage/get-sdr-repository-info.ts";
import { ReserveSdrRepository } from "../../../src/ipmi/commands/storage/reserve-sdr-repository.ts";
import { FakeConnection } from "../../../src/ipmi/fake-connection.ts";
import { Channel } from "../../../src/sources/ipmi/channel.ts";
import { mainRepository } from "../../../src/sources/ipmi/repositories.ts";
import { type ReadSizes, walkSdrs } from "../../../src/sources/ipmi/sdr-walk.ts";
import { fullRecord } from "./fake-hardware.ts";

type Read = RequestOf<typeof GetSdr>;
type Answer = ResponseOf<typeof GetSdr> | number;

/** Requests that the connection takes at once. */
let pipelining = 1;

/** A repository of five sensors; every part of its behaviour can be replaced. Whole records only on a wide connection. */
class Repository {
  readonly records = [1, 2, 3, 4, 5].map((id) => fullRecord(id, 0x20, id, { entity: [7, 1], name: `Sensor ${id}` }));
  readonly connection: FakeConnection;
  reads: Read[] = [];
  reservations = 0;
  readonly sizes: ReadSizes = {};
  claimed: number | null = 5;
  reserve: () => number | { reservationId: number } = () => ({ reservationId: ++this.reservations });
  next = (id: number): number => (id === 5 ? 0xffff : id + 1);
  before: (read: Read) => Answer | undefined = () => undefined;
  after: (answer: ResponseOf<typeof GetSdr>, read: Read) => Answer = (answer) => answer;

  constructor(maxResponse = { direct: 35, bridged: 26 }) {
    this.connection = new FakeConnection({ capabilities: { maxResponse, pipelining } });
    this.connection.answer(GetSdrRepositoryInfo, () =>
      this.claimed === null
        ? 0xc1
        : {
            version: 0x51,
            recordCount: this.claimed,
            freeSpace: 0,
            lastAddition: 0,
            lastErase: 0,
            allocationInfo: false,
            reserve: true,
            partialAdd: false,
            delete: false,
            update: "unspecified" as const,
            overflow: false,
          },
    );
    this.connection.answer(ReserveSdrRepository, () => this.reserve());
    this.connection.answer(GetSdr, (read) => {
      if (read.count === 0xff && maxResponse.direct < 0xff) return 0xca;
      this.reads.push(read);
      return this.before(read) ?? this.read(read);
    });
  }

  read(read: Read): Answer {
    const id = read.recordId === 0 ? 1 : read.recordId;
    const record = this.records.find((r) => r[0] === id);
    if (record === undefined) return 0xcb;
    const data = record.subarray(read.offset, read.count === 0xff ? undefined : read.offset + read.count);
    return this.after({ nextRecordId: this.next(id), data }, read);
  }

  async walk(signal = new AbortController().signal) {
    const channel = new Channel(this.connection, {});
    return walkSdrs(await mainRepository(channel, this.sizes), signal);
  }
}

const names = ["Sensor 1", "Sensor 2", "Sensor 3", "Sensor 4", "Sensor 5"];

async function walked(repository: Repository) {
  const { records, findings, complete } = await repository.walk();
  return { names: records.map((r) => ("id" in r ? r.id.text : r.kind)), findings, complete };
}

describe.each([1, 8])("a walk over an SDR repository, %i reads at once", (atOnce) => {
  beforeEach(() => {
    pipelining = atOnce;
  });

  it("reads all of a sound one in pieces that fit the transport", async () => {
    const repository = new Repository();
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
    expect(Math.max(...repository.reads.map((r) => r.count))).toBe(32);
  });

  it("reads whole records where the transport carries them", async () => {
    const repository = new Repository({ direct: 300, bridged: 300 });
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
    expect(repository.reads.map((r) => r.count)).toEqual([0xff, 0xff, 0xff, 0xff, 0xff]);
  });

  it.each([0xc7, 0xc8, 0xca, 0xff])("falls back to pieces when whole records are refused with %xh", async (code) => {
    const repository = new Repository({ direct: 300, bridged: 300 });
    repository.before = (read) => (read.count === 0xff ? code : undefined);
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
    expect(repository.reads.filter((r) => r.count === 0xff)).toHaveLength(1);
  });

  it("remembers how a controller lets itself be read", async () => {
    const repository = new Repository({ direct: 300, bridged: 300 });
    repository.before = (read) => (read.count > 16 ? 0xca : undefined);
    await walked(repository);
    repository.reads = [];
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
    expect(Math.max(...repository.reads.map((r) => r.count))).toBe(16);
  });

  it("takes a lost answer to a read of a whole record for a refusal", async () => {
    const repository = new Repository({ direct: 300, bridged: 300 });
    repository.before = (read) => {
      if (read.count === 0xff) throw new DeviceSilentError("E_TIMEOUT", "no answer");
      return undefined;
    };
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
    expect(repository.reads.filter((r) => r.count === 0xff)).toHaveLength(1);
  });

  it("asks for smaller pieces when larger ones are refused", async () => {
    const repository = new Repository();
    repository.before = (read) => (read.count > 16 ? 0xca : undefined);
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
  });

  it("works without Get SDR Repository Info", async () => {
    const repository = new Repository();
    repository.claimed = null;
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
  });

  it("works without Reserve SDR Repository", async () => {
    const repository = new Repository();
    repository.reserve = () => 0xc1;
    const result = await walked(repository);
    expect(result).toMatchObject({ names, complete: true });
    expect(result.findings).toEqual([expect.stringContaining("no reservation")]);
  });

  it("survives answers shorter than asked for", async () => {
    const repository = new Repository();
    repository.after = ({ nextRecordId, data }) => ({ nextRecordId, data: data.subarray(0, 10) });
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
  });

  it("survives answers longer than asked for", async () => {
    const repository = new Repository();
    repository.after = ({ nextRecordId, data }) => ({ nextRecordId, data: Uint8Array.of(...data, 0xde, 0xad) });
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
  });

  it.each([3, 9])("does not believe a count of %i", async (claimed) => {
    const repository = new Repository();
    repository.claimed = claimed;
    const result = await walked(repository);
    expect(result.names).toEqual(names);
    expect(result.findings).toEqual([`claims ${claimed} records, has 5`]);
  });

  it("goes on with the next number where a link leads nowhere", async () => {
    const repository = new Repository();
    repository.next = (id) => (id === 2 ? 0x0777 : id === 5 ? 0xffff : id + 1);
    const result = await walked(repository);
    expect(result).toMatchObject({ names, complete: true });
    expect(result.findings).toEqual(["record 0002h links to 0777h, which is not there"]);
  });

  it("ends a loop", async () => {
    const repository = new Repository();
    repository.next = (id) => (id === 5 ? 2 : id + 1);
    const result = await walked(repository);
    expect(result.names).toEqual(names);
    expect(result.findings).toEqual(["record 0005h links back to 0002h"]);
  });

  it("leaves a loop towards records not read yet", async () => {
    const repository = new Repository();
    repository.next = (id) => (id === 3 ? 1 : id === 5 ? 0xffff : id + 1);
    expect((await walked(repository)).names).toEqual(names);
  });

  it("reserves again when its reservation is lost", async () => {
    const repository = new Repository();
    let lost = 0;
    repository.before = (read) => {
      if (read.recordId === 3 && read.offset > 0 && lost === 0) lost = repository.reservations;
      return read.reservationId === repository.reservations && read.reservationId !== lost ? undefined : 0xc5;
    };
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
    expect(repository.reservations).toBe(2);
  });

  it("gives up on a repository whose reservations never last", async () => {
    const repository = new Repository();
    repository.before = () => 0xc5;
    const result = await walked(repository);
    expect(result).toMatchObject({ names: [], complete: false });
    expect(repository.reads.length).toBeLessThan(200);
  });

  it("keeps what a record holds when it claims to be longer", async () => {
    const repository = new Repository();
    const long = new Uint8Array(repository.records[1]!);
    long[4] = long[4]! + 20;
    repository.records[1] = long;
    const real = long.length;
    repository.before = (read) => (read.recordId === 2 && read.offset + read.count > real ? 0xc9 : undefined);
    const result = await walked(repository);
    expect(result).toMatchObject({ names, complete: true });
    expect(result.findings).toEqual([expect.stringContaining("record 0002h: claims")]);
  });

  it("keeps a partial result when the last record cannot be read", async () => {
    const repository = new Repository();
    repository.before = (read) => (read.recordId === 5 ? 0xc3 : undefined);
    const result = await walked(repository);
    expect(result).toMatchObject({ names: names.slice(0, 4), complete: false });
    expect(result.findings).toEqual([expect.stringContaining("record 0005h")]);
  });

  it("keeps a partial result when the controller falls silent", async () => {
    const repository = new Repository();
    repository.before = (read) => {
      if (read.recordId === 4) throw new DeviceSilentError("E_TIMEOUT", "no answer");
      return undefined;
    };
    const result = await walked(repository);
    expect(result).toMatchObject({ names: names.slice(0, 3), complete: false });
    expect(result.findings).toEqual(["the walk ended early: no answer"]);
  });

  it.each([
    ["answer is lost", "E_TIMEOUT"],
    ["request is never sent", "E_NOT_SENT"],
  ])("asks again when one %s", async (_, code) => {
    const repository = new Repository();
    let lost = 0;
    repository.before = (read) => {
      if (read.recordId === 4 && lost++ === 1) throw new DeviceSilentError(code, "no answer");
      return undefined;
    };
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
    expect(lost).toBeGreaterThan(1);
  });

  it("leaves out a record that cannot be decoded and says so", async () => {
    const repository = new Repository();
    repository.records[2] = Uint8Array.of(3, 0, 0x51, 0x01, 4, 1, 2, 3, 4);
    const result = await walked(repository);
    expect(result).toMatchObject({ names: names.filter((n) => n !== "Sensor 3"), complete: true });
    expect(result.findings).toHaveLength(1);
  });

  it("ends by itself in a repository without end", async () => {
    const repository = new Repository({ direct: 300, bridged: 300 });
    repository.before = (read) => {
      const record = new Uint8Array(repository.records[0]!);
      record[0] = read.recordId % 256;
      record[1] = Math.floor(read.recordId / 256);
      return { nextRecordId: read.recordId + 1, data: record };
    };
    const result = await walked(repository);
    expect(result.complete).toBe(false);
    expect(result.names.length).toBeLessThanOrEqual(4096);
    expect(result.findings).toContain("more than 4096 records");
  });

  it("stops at once when cancelled", async () => {
    const repository = new Repository();
    const abort = new AbortController();
    repository.before = (read) => {
      if (read.recordId === 3) abort.abort();
      return undefined;
    };
    await expect(repository.walk(abort.signal)).rejects.toThrow();
    expect(repository.reads.some((r) => r.recordId === 5)).toBe(false);
  });
});

describe("a walk that reads ahead", () => {
  beforeEach(() => {
    pipelining = 8;
  });

  it("has several reads under way, and reads nothing twice", async () => {
    const repository = new Repository({ direct: 300, bridged: 300 });
    let most = 0;
    let now = 0;
    const request = repository.connection.request.bind(repository.connection);
    repository.connection.request = async (raw, options) => {
      most = Math.max(most, ++now);
      return request(raw, options).finally(() => now--);
    };
    expect(await walked(repository)).toEqual({ names, findings: [], complete: true });
    expect(most).toBe(4);
    expect(repository.reads.map((r) => r.recordId)).toEqual([0, 2, 3, 4, 5]);
  });

  it("stops guessing where records are not numbered one after the other", async () => {
    const repository = new Repository({ direct: 300, bridged: 300 });
    const ids = Array.from({ length: 60 }, (_, i) => 4 * i + 1);
    repository.records.splice(
      0,
      5,
      ...ids.map((id) => fullRecord(id, 0x20, id, { entity: [7, 1], name: `Sensor ${id}` })),
    );
    repository.claimed = ids.length;
    repository.next = (id) => ids[ids.indexOf(id) + 1] ?? 0xffff;
    expect((await walked(repository)).names).toEqual(ids.map((id) => `Sensor ${id}`));
    expect(repository.reads.length).toBeLessThan(2.5 * ids.length);
  });
});
