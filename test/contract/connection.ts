/** What every `Connection` promises, checked on each implementation against a small simulated shelf. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Connection, RawRequest, RequestOptions, Target } from "../../src/ipmi/connection.ts";
import { Lane } from "../../src/ipmi/connection.ts";
import { eventually } from "../support/eventually.ts";

/** One implementation and the shelf behind it, which is the one of test/support/ipmi-sim.ts. */
export interface ConnectionRig {
  /** A new connection that is not up yet. Its breaker probes quickly and its patience for one answer is short. */
  open(): Connection;
  /** The controller stops answering, and answers again. */
  freeze(): void;
  wake(): void;
  /** The controller forgets all sessions and sockets, as after a crash. */
  restart(): Promise<void>;
  /** Something happens on the shelf of which the controller gives notice, once `enableEvents` was carried out. */
  raiseEvent(): Promise<void>;
  /** Names processes, sockets and the like that closed connections left behind. */
  leftovers(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const board: Target = { address: 0x82, channel: 0 };
const switchedOff: Target = { address: 0x84, channel: 0 };
const nobody: Target = { address: 0x90, channel: 0 };
const self: Target = { address: 0x20, channel: 0 };

const getDeviceId = request(0x06, 0x01);
/** Set BMC Global Enables: receive queue, event buffer and its interrupts, logging. */
const enableEvents = request(0x06, 0x2e, [0x0f]);

const readEventMessageBuffer = request(0x06, 0x35);

// As `ipmitool -I lanplus -C 3 … raw 6 1` and `… -t 0x82 raw 6 1` print them for the same shelf.
const shelfManagerId = "0081021002bf5a3100020f00000000";
const boardId = "0081010002295a3100040f00000000";

function request(netFn: number, cmd: number, data: readonly number[] = [], target?: Target, lun = 0): RawRequest {
  return { netFn, cmd, lun, data: Uint8Array.from(data), target };
}

function readFru(count: number, target?: Target): RawRequest {
  return request(0x0a, 0x11, [0, 0, 0, count], target);
}

function readSensor(number: number, target?: Target, lun = 0): RawRequest {
  return request(0x04, 0x2d, [number], target, lun);
}

/**
 * `queue` is false for an implementation that answers on the spot: it has no lanes, deadlines and breakers to check.
 */
export function connectionContract(
  kind: string,
  start: () => Promise<ConnectionRig>,
  { queue }: { readonly queue: boolean } = { queue: true },
): void {
  describe(`Connection: ${kind}`, () => {
    let rig: ConnectionRig;
    let connection: Connection;

    beforeEach(async () => {
      rig = await start();
      connection = rig.open();
      await reaches("up");
      return async () => {
        rig.wake();
        await connection.close();
        const left = await rig.leftovers();
        await rig.stop();
        expect(left).toEqual([]);
      };
    });

    const reaches = (state: string) => eventually(() => expect(connection.state).toBe(state));

    async function ask(raw: RawRequest, options?: RequestOptions): Promise<string> {
      const { completionCode, data } = await connection.request(raw, options);
      return `${completionCode.toString(16).padStart(2, "0")} ${Buffer.from(data).toString("hex")}`;
    }

    /** Event messages from now on, where the connection fetches them itself. */
    function eventRecords(): string[] | undefined {
      const records: string[] = [];
      const cancel = connection.onEventMessage?.((record) => records.push(Buffer.from(record).toString("hex")));
      return cancel === undefined ? undefined : records;
    }

    /** The code of the error a request ends with. */
    async function refusal(raw: RawRequest, options?: RequestOptions): Promise<unknown> {
      const outcome = await ask(raw, options).catch((error: { code?: unknown }) => error);
      return typeof outcome === "object" && "code" in outcome ? outcome.code : outcome;
    }

    describe("requests", () => {
      it("carries a request and its response", async () => {
        expect(connection.kind).toBe(kind);
        expect(await ask(getDeviceId)).toBe(`00 ${shelfManagerId}`);
      });

      it("passes completion codes through", async () => {
        expect(await ask(request(0x06, 0xff))).toBe("c1 ");
        expect(await ask(readSensor(99))).toMatch(/^(cb|cc|cd) $/);
      });

      it("sends the data as they were when asked", async () => {
        const data = Uint8Array.of(1);
        const busy = ask(getDeviceId);
        const waiting = ask({ ...readSensor(1), data });
        data[0] = 99;
        expect(await busy).toBe(`00 ${shelfManagerId}`);
        expect(await waiting).toMatch(/^00 28/);
      });

      it("gives each of many concurrent requests its own answer", async () => {
        const asked = Array.from({ length: 60 }, (_, i) => i);
        const answers = await Promise.all(asked.map((i) => ask(i % 3 === 0 ? getDeviceId : readFru((i % 30) + 1))));
        for (const i of asked) {
          const count = (i % 30) + 1;
          const fru = "a0a1aa10".repeat(8).slice(0, count * 2);
          const expected = i % 3 === 0 ? shelfManagerId : count.toString(16).padStart(2, "0") + fru;
          expect(answers[i]).toBe(`00 ${expected}`);
        }
      });
    });

    describe("capabilities", () => {
      it("reaches other logical units, or refuses", async () => {
        if (!connection.capabilities.lun) {
          expect(await refusal(readSensor(5, undefined, 2))).toBe("E_NOT_SUPPORTED");
          return;
        }
        expect(await ask(readSensor(5, undefined, 2))).toMatch(/^00 4e/);
        expect(await ask(readSensor(5))).not.toMatch(/^00/);
      });

      it("reaches other controllers, or refuses", async () => {
        if (!connection.capabilities.bridging) {
          expect(await refusal({ ...getDeviceId, target: board })).toBe("E_NOT_SUPPORTED");
          return;
        }
        expect(await ask({ ...getDeviceId, target: board })).toBe(`00 ${boardId}`);
        expect(await ask(getDeviceId)).toBe(`00 ${shelfManagerId}`);
        expect(await ask({ ...getDeviceId, target: self })).toBe(`00 ${shelfManagerId}`);
        expect(await ask(request(0x06, 0xff, [], board))).toBe("c1 ");
        if (connection.capabilities.lun) expect(await ask(readSensor(5, board, 1))).toMatch(/^00 4d/);
      });

      it("tells that nobody is at an address", async () => {
        if (!connection.capabilities.bridging) return;
        const code = connection.capabilities.tellsAbsence === false ? "E_TIMEOUT" : "E_NO_DEVICE";
        for (const target of [nobody, switchedOff, nobody, switchedOff]) {
          expect(await refusal({ ...getDeviceId, target })).toBe(code);
        }
        expect(connection.state).toBe("up");
        expect(await ask({ ...getDeviceId, target: board })).toBe(`00 ${boardId}`);
      });

      it("carries answers as long as claimed", async () => {
        const { direct, bridged } = connection.capabilities.maxResponse;
        // One byte of the answer is the count.
        const longest = await connection.request(readFru(direct - 1));
        expect([longest.completionCode, longest.data.length]).toEqual([0, direct]);
        if (!connection.capabilities.bridging) return;
        const longestBridged = await connection.request(readFru(bridged - 1, board));
        expect([longestBridged.completionCode, longestBridged.data.length]).toEqual([0, bridged]);
      });

      it("goes on after an answer too long to be carried", async () => {
        for (const target of connection.capabilities.bridging ? [undefined, board] : [undefined]) {
          const outcome = await refusal(readFru(60, target));
          // Either it fits after all, or the controller says why not, or it is lost where losses cannot be told apart.
          const lost = connection.capabilities.tellsAbsence === false && target !== undefined ? "|E_TIMEOUT" : "";
          expect(outcome).toMatch(new RegExp(`^(00 .{122}|(?!00).. ${lost})$`));
          expect(await ask({ ...readFru(2), target })).toBe("00 02a0a1");
        }
      });

      it("gives notice of events, or never claims to", async () => {
        const attention = vi.fn();
        const cancel = connection.onAttention(attention);
        const records = eventRecords();
        await connection.request(enableEvents);
        await rig.raiseEvent();
        if (connection.capabilities.events) {
          await eventually(() => expect(attention).toHaveBeenCalled());
          if (records === undefined) {
            // It holds one.
            expect(await ask(readEventMessageBuffer)).toMatch(/^00 .{26}02ffff$/);
            expect(await ask(readEventMessageBuffer)).toBe("80 ");
          } else {
            // A record nobody has fetched before may come first.
            expect(records.at(-1)).toMatch(/^.{26}02ffff$/);
            expect(await refusal(readEventMessageBuffer)).toBe("E_NOT_SUPPORTED");
          }
        } else {
          await ask(getDeviceId);
          expect(attention).not.toHaveBeenCalled();
        }
        attention.mockClear();
        cancel();
        await rig.raiseEvent();
        await ask(getDeviceId);
        expect(attention).not.toHaveBeenCalled();
      });

      it("gives notice of an event that comes during bridged requests", async () => {
        if (!connection.capabilities.events || !connection.capabilities.bridging) return;
        const attention = vi.fn();
        connection.onAttention(attention);
        const records = eventRecords();
        await connection.request(enableEvents);
        const traffic = Promise.all(Array.from({ length: 200 }, () => ask({ ...getDeviceId, target: board })));
        await rig.raiseEvent();
        expect(new Set(await traffic)).toEqual(new Set([`00 ${boardId}`]));
        await eventually(() => expect(attention).toHaveBeenCalled());
        if (records === undefined) expect(await ask(readEventMessageBuffer)).toMatch(/^00/);
        else expect(records.at(-1)).toMatch(/^.{26}02ffff$/);
      });
    });

    if (!queue) return;

    describe("impossible requests", () => {
      it("are refused", async () => {
        for (const impossible of [
          { netFn: 0x07 },
          { netFn: 0x40 },
          { lun: 4 },
          { cmd: 256 },
          { data: new Uint8Array(300) },
          { target: { address: 0x83, channel: 0 } },
          { target: { address: 0x82, channel: 16 } },
        ]) {
          expect(await refusal({ ...getDeviceId, ...impossible })).toBe("E_BAD_REQUEST");
        }
      });
    });

    describe("order", () => {
      it("serves a lane in the order of asking and lets lower lanes overtake", async () => {
        const order: string[] = [];
        const track = (name: string, lane: Lane) => ask(getDeviceId, { lane }).then(() => order.push(name));
        const all = [
          ...Array.from({ length: 10 }, (_, i) => track(`discovery ${i}`, Lane.discovery)),
          track("polling", Lane.polling),
          track("safety", Lane.safety),
        ];
        await Promise.all(all);
        const discovery = order.filter((name) => name.startsWith("discovery"));
        expect(discovery).toEqual(Array.from({ length: 10 }, (_, i) => `discovery ${i}`));
        // Only what was on the wire already comes before.
        expect(order.indexOf("safety")).toBeLessThanOrEqual(connection.capabilities.pipelining);
        expect(order.indexOf("polling")).toBe(order.indexOf("safety") + 1);
      });
    });

    describe("deadlines and cancellation", () => {
      it("rejects when the time is up, whether on the wire or in the queue", async () => {
        rig.freeze();
        const outcomes = Array.from({ length: 4 }, () => refusal(getDeviceId, { timeoutMs: 30 }));
        const [first, ...others] = await Promise.all(outcomes);
        expect(first).toBe("E_TIMEOUT");
        expect(others.filter((code) => code !== "E_TIMEOUT" && code !== "E_NOT_SENT")).toEqual([]);
        rig.wake();
        await eventually(async () => expect(await refusal(getDeviceId)).toBe(`00 ${shelfManagerId}`));
      });

      it("rejects when the caller gives up, before, in the queue and on the wire", async () => {
        expect(await refusal(getDeviceId, { signal: AbortSignal.abort() })).toBe("E_CANCELLED");
        rig.freeze();
        const { signal, abort } = giveUp();
        const outcomes = Array.from({ length: 4 }, () => refusal(getDeviceId, { signal }));
        abort();
        expect(await Promise.all(outcomes)).toEqual(Array(4).fill("E_CANCELLED"));
        rig.wake();
        expect(await ask(getDeviceId, { timeoutMs: 15_000 })).toBe(`00 ${shelfManagerId}`);
      });
    });

    describe("silence", () => {
      it("stops asking a silent controller and heals by itself", async () => {
        const states: string[] = [];
        connection.onStateChange((state) => states.push(state));
        rig.freeze();
        const first = await Promise.all(Array.from({ length: 6 }, () => refusal(getDeviceId, { timeoutMs: 20_000 })));
        expect(first[0]).toBe("E_TIMEOUT");
        expect(new Set(first)).toEqual(new Set(["E_TIMEOUT", "E_BREAKER_OPEN"]));
        // Those asked first are those that find out.
        expect(first.toSorted().toReversed()).toEqual(first);
        expect(connection.state).toBe("down");
        expect(await refusal(getDeviceId)).toBe("E_BREAKER_OPEN");
        expect(await refusal({ ...getDeviceId, target: connection.capabilities.bridging ? board : undefined })).toBe(
          "E_BREAKER_OPEN",
        );
        rig.wake();
        await reaches("up");
        expect(await ask(getDeviceId)).toBe(`00 ${shelfManagerId}`);
        expect(states).toEqual(["down", "up"]);
      });

      it("comes back after the controller was restarted", async () => {
        await rig.restart();
        await eventually(async () => expect(await refusal(getDeviceId)).toBe(`00 ${shelfManagerId}`));
        await reaches("up");
      });
    });

    describe("close", () => {
      it("rejects what is pending and whatever comes later", async () => {
        rig.freeze();
        const pending = Array.from({ length: 4 }, () => refusal(getDeviceId));
        const closing = connection.close();
        expect(connection.state).toBe("closed");
        expect(await Promise.all(pending)).toEqual(Array(4).fill("E_LINK_DOWN"));
        expect(await refusal(getDeviceId)).toBe("E_LINK_DOWN");
        await closing;
        await connection.close();
      });

      it("works while the connection is being made", async () => {
        await connection.close();
        connection = rig.open();
        const pending = refusal(getDeviceId);
        await connection.close();
        expect(await pending).toBe("E_LINK_DOWN");
      });
    });
  });
}

function giveUp(): { readonly signal: AbortSignal; abort(): void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
