import { InternalError } from "../../src/base/errors.ts";

/** A connection to a process that was started with `--inspect=127.0.0.1:0`. */
export interface Inspector {
  /** Bytes of live objects on its heap, after a full collection. */
  liveHeap(): Promise<number>;
  close(): void;
}

/** `log`: what the process wrote on standard error, where it says where it listens. */
export async function inspect(log: string): Promise<Inspector> {
  const url = /Debugger listening on (ws:\S+)/.exec(log)?.[1];
  if (url === undefined) throw new InternalError("E_TEST", "the process offers no inspector");
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new InternalError("E_TEST", `cannot connect to ${url}`));
  });
  let last = 0;
  const call = (method: string, params: object = {}) =>
    new Promise<{ result?: { value?: number } }>((resolve) => {
      const id = ++last;
      const listener = ({ data }: MessageEvent) => {
        const message = JSON.parse(String(data)) as { id?: number; result: { result?: { value?: number } } };
        if (message.id !== id) return;
        socket.removeEventListener("message", listener);
        resolve(message.result);
      };
      socket.addEventListener("message", listener);
      socket.send(JSON.stringify({ id, method, params }));
    });
  return {
    async liveHeap() {
      await call("HeapProfiler.collectGarbage");
      const { result } = await call("Runtime.evaluate", { expression: "process.memoryUsage().heapUsed" });
      return result?.value ?? Number.NaN;
    },
    close: () => socket.close(),
  };
}
