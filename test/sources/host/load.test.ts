import { describe, expect, it } from "vitest";
import { readHostLoad } from "../../../src/sources/host/load.ts";

// proc(5), as Linux 6.1 writes it.
const files: Record<string, string> = {
  "/proc/uptime": "355023.62 690812.11\n",
  "/proc/loadavg": "0.20 0.18 0.12 1/226 11206\n",
  "/proc/meminfo": `MemTotal:        4018560 kB
MemFree:          268308 kB
MemAvailable:    3128744 kB
SwapTotal:       1048572 kB
SwapFree:        1000000 kB
`,
};

describe("the load of the host", () => {
  it("is read from /proc", async () => {
    expect(await readHostLoad(async (path) => files[path])).toEqual({
      ...{ upSeconds: 355023, processes: 226 },
      ...{ memory: { total: 4018560, used: 889816 }, swap: { total: 1048572, used: 48572 } },
    });
  });

  it("is not known where a file is missing or says something else", async () => {
    for (const path of Object.keys(files)) {
      expect(await readHostLoad(async (wanted) => (wanted === path ? undefined : files[wanted]))).toBeUndefined();
      expect(await readHostLoad(async (wanted) => (wanted === path ? "?" : files[wanted]))).toBeUndefined();
    }
  });
});
