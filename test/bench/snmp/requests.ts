import { createSocket } from "node:dgram";
import { once } from "node:events";
import { DeviceRefusedError, DeviceSilentError } from "../../../src/base/errors.ts";
import { PduType } from "../../../src/snmp/pdu.ts";
import { communityMessage, readCommunityReply } from "../../snmp/support/community-message.ts";
import { message, type Reply, readReply, request } from "../../snmp/support/manager.ts";
import { Random } from "../../snmp/support/mutation.ts";
import { COLUMNS, COMMUNITY, cell, ENTRY, USER } from "./shape.ts";

export type Version = "v2c" | "v3";
export type Kind = "GET" | "GETNEXT" | "GETBULK";

export const REPETITIONS = 25;
const DISTINCT = 2000;

/** A slow server may still be busy with what the load left unanswered. */
const PATIENCE_MS = 20_000;

/** One exchange with a server; the socket is closed when it is over. */
async function exchange(port: number, datagram: Buffer, patience = PATIENCE_MS): Promise<Buffer> {
  const socket = createSocket("udp4");
  try {
    socket.send(datagram, port, "127.0.0.1");
    const answer = once(socket, "message", { signal: AbortSignal.timeout(patience) });
    const [reply] = (await answer) as [Buffer];
    return reply;
  } catch (error) {
    throw new DeviceSilentError("E_BENCH_TOOL", `no answer on port ${port}`, {}, { cause: error });
  } finally {
    socket.close();
  }
}

interface Engine {
  readonly engineId: Buffer;
  readonly boots: number;
  readonly time: number;
}

/** Makes the same random requests for every server, in the words of each. */
export class Requests {
  readonly #engine: Engine;
  readonly #port: number;
  readonly #rows: number;

  private constructor(port: number, rows: number, engine: Engine) {
    this.#port = port;
    this.#rows = rows;
    this.#engine = engine;
  }

  /** Learns the engine of a server. Rejects while it does not answer. */
  static async of(port: number, rows: number, patience = PATIENCE_MS): Promise<Requests> {
    const nothing = Buffer.alloc(0);
    const discovery = message({
      user: { ...USER, name: "" },
      pdu: request(PduType.get, []),
      level: 0,
      engineId: nothing,
      boots: 0,
    });
    const { engineId, boots, time } = readReply(await exchange(port, discovery, patience), USER);
    const requests = new Requests(port, rows, { engineId: Buffer.from(engineId, "hex"), boots, time });
    await requests.check(patience);
    return requests;
  }

  make(version: Version, kind: Kind): Buffer[] {
    const random = new Random(20_261_120);
    return Array.from({ length: DISTINCT }, (_, i) => {
      const row = 1 + random.below(kind === "GETBULK" ? this.#rows - REPETITIONS : this.#rows - 1);
      return this.#message(version, this.#pdu(kind, 1 + random.below(COLUMNS), row, i + 1));
    });
  }

  /** Throws unless cells come back with the values all servers hold. */
  async check(patience = PATIENCE_MS): Promise<void> {
    for (const version of ["v2c", "v3"] as const) {
      for (const [kind, first, count] of [
        ["GET", 0, 1],
        ["GETNEXT", 1, 1],
        ["GETBULK", 1, REPETITIONS],
      ] as const) {
        const [column, row] = [kind === "GET" ? COLUMNS : 3, 17];
        const datagram = this.#message(version, this.#pdu(kind, column, row, 4711));
        const reply = await exchange(this.#port, datagram, patience);
        const { errorStatus, varbinds } = version === "v3" ? readReply(reply, USER) : readCommunityReply(reply);
        const expected = Array.from({ length: count }, (_, i) => {
          return `${[...ENTRY, column, row + first + i].join(".")} ${cell(column, row + first + i)}`;
        });
        const found = varbinds.map(({ name, value }: Reply["varbinds"][number]) => `${name} ${value}`);
        if (errorStatus !== 0 || found.join() !== expected.join()) {
          throw new DeviceRefusedError(
            "E_BENCH_DIFFERENT",
            `${version} ${kind}: ${found.slice(0, 3)} for ${expected.slice(0, 3)}`,
          );
        }
      }
    }
  }

  #pdu(kind: Kind, column: number, row: number, id: number): Buffer {
    const type = kind === "GET" ? PduType.get : kind === "GETNEXT" ? PduType.getNext : PduType.getBulk;
    return request(type, [[...ENTRY, column, row]], 0, kind === "GETBULK" ? REPETITIONS : 0, id);
  }

  #message(version: Version, pdu: Buffer): Buffer {
    if (version === "v2c") return communityMessage(1, COMMUNITY, pdu);
    return message({ user: USER, pdu, ...this.#engine, msgId: pdu.readUInt16BE(0) });
  }
}
