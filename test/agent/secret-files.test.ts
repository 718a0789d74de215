import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { systemDoors } from "../../src/agent/doors.ts";
import { warnOfOpenSecrets } from "../../src/agent/secret-files.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { parseConfig } from "../../src/config/load.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

it("warns of password files that every user can reach, wherever the configuration names them, and of no others", async () => {
  const directory = await temporaryDirectory();
  const files = { private: 0o600, group: 0o640, readable: 0o644, writable: 0o602 };
  for (const [name, mode] of Object.entries(files)) {
    await writeFile(join(directory, name), "not-shown\n");
    await chmod(join(directory, name), mode);
  }
  const controller = (name: string, file: string) => ({
    ...{ name, transport: "ipmitool", host: "192.0.2.1", user: "admin" },
    passwordFile: join(directory, file),
  });
  const config = parseConfig(
    JSON.stringify({
      controllers: ["private", "group", "readable", "missing"].map((file) => controller(file, file)),
      snmp: {
        users: [
          {
            ...{ name: "nms", role: "ReadOnly" },
            authPasswordFile: join(directory, "writable"),
            privPasswordFile: join(directory, "readable"),
          },
        ],
      },
    }),
    "test.yaml",
  );
  const warn = vi.fn();
  await warnOfOpenSecrets(config, systemDoors(), { ...silentLogger, warn });
  expect(warn.mock.calls.map(([facts]) => facts)).toEqual(
    expect.arrayContaining([
      { path: join(directory, "readable"), mode: "644" },
      { path: join(directory, "writable"), mode: "602" },
    ]),
  );
  expect(warn).toHaveBeenCalledTimes(2);
});
