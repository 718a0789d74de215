/** Entry of the store's worker thread: the only place where databases are opened. Requests are served in order. */
import { parentPort } from "node:worker_threads";
import { systemClock } from "../base/clock.ts";
import { InternalError } from "../base/errors.ts";
import { DirectoryLock } from "./directory-lock.ts";
import { JournalDatabase } from "./journal-database.ts";
import type { ReplyMessage, RequestMessage, StoreOperation, StoreOperations } from "./protocol.ts";
import { serializeError } from "./serialize-error.ts";

type Handlers = {
  [K in StoreOperation]: (request: StoreOperations[K]["request"]) => StoreOperations[K]["reply"];
};

if (parentPort !== null) serve(parentPort);

function serve(port: NonNullable<typeof parentPort>): void {
  const journals = new Map<number, JournalDatabase>();
  let nextHandle = 1;
  let lock: DirectoryLock | undefined;
  const send = (message: ReplyMessage) => port.postMessage(message);

  const journal = (handle: number): JournalDatabase => {
    const found = journals.get(handle);
    if (found === undefined) throw new InternalError("E_STORE_HANDLE", `journal handle ${handle} is not open`);
    return found;
  };

  const handlers: Handlers = {
    lock({ directory, pid }) {
      lock = DirectoryLock.take(directory, pid);
      return null;
    },
    "journal.open"(request) {
      const opened = JournalDatabase.open(request, systemClock, (notice, facts) => send({ notice, facts }));
      const handle = nextHandle++;
      journals.set(handle, opened);
      const { epoch, lastSequence, count, opening } = opened;
      return { handle, epoch, lastSequence, count, opening };
    },
    "journal.append": ({ handle, batches, durability }) => journal(handle).append(batches, durability),
    "journal.read": ({ handle, afterSequence, limit, skip }) => journal(handle).read(afterSequence, limit, skip),
    "journal.latest": ({ handle, limit }) => journal(handle).latest(limit),
    "journal.cursors": ({ handle }) => journal(handle).cursors(),
    "journal.close"({ handle }) {
      journal(handle).close();
      journals.delete(handle);
      return null;
    },
    close() {
      for (const open of journals.values()) open.close();
      journals.clear();
      lock?.release();
      lock = undefined;
      return null;
    },
  };

  port.on("message", (message: RequestMessage) => {
    try {
      const handle = handlers[message.operation] as (request: unknown) => unknown;
      send({ id: message.id, value: handle(message.request) });
    } catch (error) {
      send({ id: message.id, error: serializeError(error) });
    }
    if (message.operation === "close") port.close();
  });
}
