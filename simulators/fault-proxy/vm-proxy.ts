/** A fault proxy in front of ipmi_sim's system interface, or of anything else that speaks its protocol. */
import { connect, createServer, type Socket } from "node:net";
import { DeviceSilentError } from "../../src/base/errors.ts";
import type { SimulatorDoors } from "../doors.ts";
import { FaultEngine } from "./engine.ts";
import { Lane } from "./lane.ts";
import type { Endpoint, FaultProxy } from "./proxy.ts";
import type { FaultScript } from "./rules.ts";
import { VmFrameReader } from "./vm-frames.ts";
import { vmMessageOf } from "./vm-message.ts";

/** Listens on a free port of `host` and passes what comes to `upstream`. Rejects with DeviceSilentError `E_SIM_START`. */
export async function startVmProxy(
  upstream: Endpoint,
  script: FaultScript,
  host: string,
  doors: Pick<SimulatorDoors, "clock" | "logger">,
): Promise<FaultProxy> {
  const engine = new FaultEngine(script);
  const links = new Set<Link>();
  let awayUntil = 0;
  const reboot = (milliseconds: number) => {
    awayUntil = doors.clock.monotonic() + milliseconds;
    for (const link of links) link.end();
  };
  const server = createServer((client) => {
    if (doors.clock.monotonic() < awayUntil) return void client.destroy();
    const link = new Link(client, upstream, engine, doors, reboot);
    links.add(link);
    client.once("close", () => links.delete(link));
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", (error) => reject(new DeviceSilentError("E_SIM_START", `fault proxy: ${error.message}`)));
    server.listen(0, host, () => {
      const address = server.address();
      resolve(address !== null && typeof address === "object" ? address.port : 0);
    });
  });
  return {
    address: { host, port },
    set: (script) => engine.set(script),
    get counts() {
      return engine.counts;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const link of links) link.end();
      }),
  };
}

class Link {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #engine: FaultEngine;
  readonly #up: Lane;
  readonly #down: Lane;
  readonly #reboot: (milliseconds: number) => void;

  constructor(
    client: Socket,
    upstream: Endpoint,
    engine: FaultEngine,
    { clock, logger }: Pick<SimulatorDoors, "clock" | "logger">,
    reboot: (milliseconds: number) => void,
  ) {
    this.#client = client;
    this.#upstream = connect(upstream);
    this.#engine = engine;
    this.#up = new Lane(clock);
    this.#down = new Lane(clock);
    this.#reboot = reboot;
    for (const socket of [client, this.#upstream]) {
      socket.setNoDelay(true);
      socket.on("error", (error) => logger.debug({ error }, "a proxied system interface failed"));
      socket.on("close", () => this.end());
    }
    const requests = new VmFrameReader();
    const replies = new VmFrameReader();
    client.on("data", (data: Buffer) => {
      for (const frame of requests.take(data)) this.#pass(vmMessageOf(frame, "request"), this.#up, this.#upstream);
    });
    this.#upstream.on("data", (data: Buffer) => {
      for (const frame of replies.take(data)) this.#pass(vmMessageOf(frame, "reply"), this.#down, client);
    });
  }

  end(): void {
    this.#up.clear();
    this.#down.clear();
    this.#client.destroy();
    this.#upstream.destroy();
  }

  #pass(message: ReturnType<typeof vmMessageOf>, lane: Lane, to: Socket): void {
    const verdict = this.#engine.judge(message);
    if (verdict.rebootMs !== undefined) {
      this.#reboot(verdict.rebootMs);
      return;
    }
    for (const bytes of verdict.back) this.#down.send(() => this.#client.write(bytes), verdict);
    if (verdict.forward.length === 0) return;
    lane.send(
      () => {
        for (const bytes of verdict.forward) if (!to.destroyed) to.write(bytes);
      },
      verdict,
      message.target,
    );
  }
}
