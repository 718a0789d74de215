/** A fault proxy in front of a BMC's RMCP port. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { DeviceSilentError } from "../../src/base/errors.ts";
import type { SimulatorDoors } from "../doors.ts";
import { FaultEngine } from "./engine.ts";
import { type LanMessage, lanMessageOf } from "./lan-message.ts";
import { Lane } from "./lane.ts";
import type { Endpoint, FaultProxy } from "./proxy.ts";
import type { FaultScript } from "./rules.ts";

/** Clients remembered at once; the one silent for longest makes room. */
const maxClients = 256;

interface Client {
  readonly socket: Socket;
  readonly up: Lane;
  readonly down: Lane;
}

/** Listens on a free port of `host` and passes datagrams to `upstream`. Rejects with DeviceSilentError `E_SIM_START`. */
export async function startLanProxy(
  upstream: Endpoint,
  script: FaultScript,
  host: string,
  { clock, logger }: Pick<SimulatorDoors, "clock" | "logger">,
): Promise<FaultProxy> {
  const engine = new FaultEngine(script);
  const front = createSocket("udp4");
  const clients = new Map<string, Client>();
  /** Sessions seen, and those forgotten: what belongs to these is not passed on. */
  const seen = new Set<number>();
  const lost = new Set<number>();
  let awayUntil = 0;

  const loseSessions = () => {
    for (const session of seen) lost.add(session);
  };
  const pass = (
    client: Client,
    message: LanMessage | undefined,
    bytes: Uint8Array,
    way: "up" | "down",
    to: RemoteInfo,
  ) => {
    const send = (data: Uint8Array) =>
      way === "up" ? client.socket.send(data, upstream.port, upstream.host) : front.send(data, to.port, to.address);
    if (message === undefined) {
      send(bytes);
      return;
    }
    // Only requests carry the BMC's number of the session; clients are free to use theirs again.
    if (way === "up" && message.session !== 0) {
      if (lost.has(message.session)) return;
      seen.add(message.session);
    }
    const verdict = engine.judge(message);
    if (verdict.rebootMs !== undefined) awayUntil = clock.monotonic() + verdict.rebootMs;
    if (verdict.loseSessions || verdict.rebootMs !== undefined) {
      loseSessions();
      return;
    }
    const refusal = verdict.refuseSession === undefined ? undefined : message.sessionRefusal(verdict.refuseSession);
    if (refusal !== undefined) {
      client.down.send(() => front.send(refusal, to.port, to.address), verdict);
      return;
    }
    if (verdict.forward.length === 0) return;
    const lane = way === "up" ? client.up : client.down;
    lane.send(
      () => {
        for (const data of verdict.forward) send(data);
      },
      verdict,
      message.target,
    );
  };

  const clientOf = (from: RemoteInfo): Client => {
    const key = `${from.address}:${from.port}`;
    const known = clients.get(key);
    if (known !== undefined) {
      // The order of the map is the order of last use.
      clients.delete(key);
      clients.set(key, known);
      return known;
    }
    const [oldest] = clients;
    if (clients.size >= maxClients && oldest !== undefined) {
      clients.delete(oldest[0]);
      release(oldest[1]);
    }
    const client: Client = { socket: createSocket("udp4"), up: new Lane(clock), down: new Lane(clock) };
    client.socket.on("error", (error) => logger.debug({ error }, "a proxied BMC failed"));
    client.socket.on("message", (bytes) => {
      if (clock.monotonic() < awayUntil) return;
      pass(client, lanMessageOf(bytes, "reply"), bytes, "down", from);
    });
    clients.set(key, client);
    return client;
  };

  front.on("message", (bytes, from) => {
    if (clock.monotonic() < awayUntil) return;
    pass(clientOf(from), lanMessageOf(bytes, "request"), bytes, "up", from);
  });
  const port = await new Promise<number>((resolve, reject) => {
    front.once("error", (error) => reject(new DeviceSilentError("E_SIM_START", `fault proxy: ${error.message}`)));
    front.bind(0, host, () => resolve(front.address().port));
  });
  front.on("error", (error) => logger.debug({ error }, "a fault proxy failed"));
  return {
    address: { host, port },
    set: (script) => engine.set(script),
    get counts() {
      return engine.counts;
    },
    async stop() {
      for (const client of clients.values()) release(client);
      clients.clear();
      await new Promise<void>((resolve) => front.close(resolve));
    },
  };
}

function release({ socket, up, down }: Client): void {
  up.clear();
  down.clear();
  socket.close();
}
