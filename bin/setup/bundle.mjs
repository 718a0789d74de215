// npm run build: the agent and its command line as plain JavaScript in few files, which load in half the time.
// bin/hpi-agent takes them as long as no source is newer. Simulators run from their sources.
import { renameSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { say } from "./progress.mjs";

/**
 * Writes a folder, in place of what was there; it belongs beside package.json.
 * @param {string} root folder of package.json
 * @param {string} [folder]
 * @returns {Promise<number>} files
 */
export async function bundle(root, folder = join(root, "dist")) {
  const { rolldown } = await import("rolldown");
  const began = new Date();
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  const build = await rolldown({
    input: { main: join(root, "src", "main.ts"), worker: join(root, "src", "store", "worker.ts") },
    platform: "node",
    // It loads its machine code from beside itself.
    external: ["koffi"],
    logLevel: "warn",
  });
  const { output } = await build.write({ dir: unfinished, format: "esm" });
  await build.close();
  // What was changed meanwhile is newer.
  utimesSync(join(unfinished, "main.js"), began, began);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  return output.length;
}

if (import.meta.main) {
  const root = join(import.meta.dirname, "..", "..");
  say(`dist: ${await bundle(root)} files`);
}
