import { connect } from "node:net";
import { systemClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import type { Connection, RawRequest } from "../../src/ipmi/connection.ts";
import { openVm } from "../../src/transport/vm/index.ts";
import { median } from "./statistics.ts";

export interface Rate {
  readonly what: string;
  readonly perSecond: number;
  readonly medianMs: number;
}

const getDeviceId: RawRequest = { netFn: 0x06, lun: 0, cmd: 0x01, data: new Uint8Array() };
const bridged: RawRequest = { ...getDeviceId, target: { address: 0x82, channel: 0 } };
const reading: RawRequest = { netFn: 0x04, lun: 0, cmd: 0x2d, data: Uint8Array.of(1) };

/** Request rates over ipmi_sim's system interface; `board` tells whether there is a controller at 82h to bridge to. */
export async function vmRates(address: { host: string; port: number }, board: boolean, count = 2000): Promise<Rate[]> {
  const options = { name: "bench", clock: systemClock, random: Math.random, logger: silentLogger };
  const connection = openVm({ ...options, ...address, connect });
  try {
    await connection.request(getDeviceId);
    const rates = [
      await rate("Get Device ID, one at a time", connection, getDeviceId, count, 1),
      await rate("Get Device ID, 8 asked at once", connection, getDeviceId, count, 8),
      await rate("Get Sensor Reading, 8 asked at once", connection, reading, count, 8),
    ];
    if (board) rates.push(await rate("Get Device ID of a board, bridged", connection, bridged, count / 4, 8));
    return rates;
  } finally {
    await connection.close();
  }
}

async function rate(
  what: string,
  connection: Connection,
  request: RawRequest,
  count: number,
  callers: number,
): Promise<Rate> {
  const times: number[] = [];
  const started = performance.now();
  let left = count;
  const caller = async () => {
    while (left-- > 0) {
      const asked = performance.now();
      await connection.request(request);
      times.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return { what, perSecond: (times.length * 1000) / (performance.now() - started), medianMs: median(times) };
}
