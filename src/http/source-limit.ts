import type { Server } from "node:http";
import type { Socket } from "node:net";
import { sourceGroup } from "../access/lockout.ts";

/** Lets one source hold only some of a listener's connections, so that it cannot keep everybody else out. */
export function limitPerSource(server: Server, limit: number): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    // A Unix socket has no address, and its users are trusted.
    if (socket.remoteAddress === undefined) return;
    const source = sourceGroup(socket.remoteAddress);
    const now = (open.get(source) ?? 0) + 1;
    if (now > limit) {
      socket.destroy();
      return;
    }
    open.set(source, now);
    socket.once("close", () => {
      const left = (open.get(source) ?? 1) - 1;
      if (left > 0) open.set(source, left);
      else open.delete(source);
    });
  });
}
