import { chmod, lstat, rm } from "node:fs/promises";
import { connect, type Server } from "node:net";
import { messageOf, UsageError } from "../base/errors.ts";

/** The kernel's limit for the path of a Unix socket. */
const maximumPath = 107;

/** Listens on a Unix socket (mode 0600). Throws UsageError `E_SOCKET_IN_USE` when somebody answers there already. */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > maximumPath) {
    throw new UsageError("E_SOCKET_PATH", `the path ${path} is longer than the ${maximumPath} bytes a socket may have`);
  }
  await clearStale(path);
  await listen(server, { path });
  await chmod(path, 0o600);
}

/** Resolves when the server listens. Throws UsageError `E_LISTEN` when it cannot. */
export function listen(
  server: Server,
  where: { readonly path: string } | { readonly host: string; readonly port: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => {
      const place = "path" in where ? where.path : `${where.host} port ${where.port}`;
      reject(
        new UsageError("E_LISTEN", `cannot listen on ${place}: ${messageOf(error)}`, { ...where }, { cause: error }),
      );
    };
    server.once("error", failed);
    server.listen({ ...where }, () => {
      server.off("error", failed);
      resolve();
    });
  });
}

/** Removes a socket that nobody listens on any more, as a killed agent leaves it. */
async function clearStale(path: string): Promise<void> {
  try {
    const found = await lstat(path);
    if (!found.isSocket()) throw new UsageError("E_SOCKET_PATH", `${path} is there and is not a socket`, { path });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (await answers(path)) throw new UsageError("E_SOCKET_IN_USE", `another agent listens on ${path}`, { path });
  await rm(path, { force: true });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    const done = (answered: boolean) => {
      probe.destroy();
      resolve(answered);
    };
    probe.once("connect", () => done(true));
    probe.once("error", (error: NodeJS.ErrnoException) =>
      done(error.code !== "ECONNREFUSED" && error.code !== "ENOENT"),
    );
  });
}
