import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { HpiApiOptions } from "../../../src/exporters/hpi-api/index.ts";
import { type HpiApp, hpiApp } from "../../exporters/hpi-api/hpi-app.ts";
import { temporaryDirectory } from "../fake-agent.ts";

/** The real API over the sample shelf, on a socket in a directory of its own. */
export async function liveAgent(options: Partial<HpiApiOptions> = {}): Promise<HpiApp & { directory: string }> {
  const directory = await temporaryDirectory();
  const live = await hpiApp(options);
  await live.server.listenSocket(join(directory, "agent.sock"));
  onTestFinished(async () => {
    await live.server.close();
    await live.domain.close();
  });
  return { ...live, directory };
}
