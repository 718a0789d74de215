import { join } from "node:path";
import { rolldown } from "rolldown";
import { repository } from "./guest-image.ts";

/**
 * Writes programs of this checkout as plain JavaScript in few files, e.g. `{ agent: "src/main.ts" }` as `agent.js`.
 * Nothing else differs: under emulation, removing types from some hundred files takes longer than running them.
 */
export async function bundle(programs: Readonly<Record<string, string>>, folder: string): Promise<void> {
  const build = await rolldown({
    input: Object.fromEntries(Object.entries(programs).map(([name, path]) => [name, join(repository, path)])),
    platform: "node",
    // It loads its machine code from beside itself.
    external: ["koffi"],
    resolve: { alias: { vitest: join(repository, "test/support/qemu/small-vitest.ts") } },
    logLevel: "warn",
  });
  await build.write({ dir: folder, format: "esm" });
  await build.close();
}
