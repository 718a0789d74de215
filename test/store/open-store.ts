import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { silentLogger } from "../../src/base/logger.ts";
import { openStore, type Store, type StoreOptions } from "../../src/store/store.ts";

/** A store that closes with the test; closing it earlier is fine. */
export async function storeIn(directory: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({
    directory,
    logger: silentLogger,
    pid: process.pid,
    randomUuid: randomUUID,
    ...options,
  });
  onTestFinished(() => store.close());
  return store;
}
