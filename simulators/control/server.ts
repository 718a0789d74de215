/** Lets attached programs control a simulator through the program that runs it, so that all of them see one state. */
import { timingSafeEqual } from "node:crypto";
import { createServer, type Socket } from "node:net";
import type { z } from "zod";
import { AgentError, DeviceSilentError, InternalError, messageOf } from "../../src/base/errors.ts";
import type { SimulatorDoors } from "../doors.ts";
import type { SimulatorControl } from "./control.ts";
import { LineReader } from "./lines.ts";
import { hello, maxRequestLine, perform, type Response, request } from "./protocol.ts";

const maxConnections = 16;

export interface ControlAddress {
  readonly host: string;
  readonly port: number;
  /** Whoever has it may control the simulator. */
  readonly token: string;
}

export interface ControlServer {
  readonly address: ControlAddress;
  close(): Promise<void>;
}

/** Listens on a free port of `host`. Rejects with DeviceSilentError `E_SIM_START` when it cannot. */
export async function serveControl(
  control: SimulatorControl,
  host: string,
  { random, logger }: Pick<SimulatorDoors, "random" | "logger">,
): Promise<ControlServer> {
  const token = Buffer.from(random(16)).toString("hex");
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", (error) => logger.debug({ error }, "a control connection failed"));
    serve(socket, control, token);
  });
  server.maxConnections = maxConnections;
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", (error) =>
      reject(new DeviceSilentError("E_SIM_START", `control of the simulator: ${error.message}`)),
    );
    server.listen(0, host, () => {
      const address = server.address();
      resolve(address !== null && typeof address === "object" ? address.port : 0);
    });
  });
  return {
    address: { host, port, token },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serve(socket: Socket, control: SimulatorControl, token: string): void {
  const lines = new LineReader(maxRequestLine);
  let known = false;
  let queue: Promise<void> = Promise.resolve();
  socket.on("data", (data: Buffer) => {
    for (const line of lines.take(data)) {
      if (line === undefined) return void socket.destroy();
      if (!known) {
        const parsed = parse(hello, line);
        known = parsed !== undefined && same(parsed.token, token);
        if (!known) return void socket.destroy();
        continue;
      }
      const call = parse(request, line);
      if (call === undefined) return void socket.destroy();
      queue = queue.then(async () => {
        const answer = await answerTo(call.id, () => perform(control, call));
        if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`);
      });
    }
  });
}

async function answerTo(id: number, work: () => Promise<unknown>): Promise<Response> {
  try {
    return { id, result: (await work()) ?? null };
  } catch (thrown) {
    const error = thrown instanceof AgentError ? thrown : new InternalError("E_INTERNAL", messageOf(thrown));
    return { id, error: { class: error.name, code: error.code, message: error.message } };
  }
}

function parse<T>(schema: z.ZodType<T>, line: string): T | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return schema.safeParse(value).data;
}

function same(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
