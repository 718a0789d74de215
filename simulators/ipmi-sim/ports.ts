/** Finds ports nobody uses. */
import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import type { Ports } from "./lan-conf.ts";

/** Two TCP ports and one UDP port that were free a moment ago. Somebody may still be faster: the caller tries again. */
export async function freePorts(host: string): Promise<Ports> {
  const servers = [createServer(), createServer()] as const;
  const socket = createSocket("udp4");
  try {
    const [vm, console] = await Promise.all(
      servers.map(
        (server) =>
          new Promise<number>((resolve, reject) => {
            server.once("error", reject);
            server.listen(0, host, () => {
              const address = server.address();
              resolve(address !== null && typeof address === "object" ? address.port : 0);
            });
          }),
      ),
    );
    const lan = await new Promise<number>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(0, host, () => resolve(socket.address().port));
    });
    return { vm: vm ?? 0, console: console ?? 0, lan };
  } finally {
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
    await new Promise<void>((resolve) => socket.close(resolve));
  }
}
