import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect } from "vitest";
import { requires } from "../../support/requires.ts";

const handler = fileURLToPath(new URL("../../../contrib/zabbix/trap-handler.pl", import.meta.url));

const { describe, it } = requires("libsnmp-perl");

describe("Zabbix's trap handler", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hpi-agent-test-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Lines as snmptrapd 5.9.3 hands them to its handlers with -On. */
  function handle(file: string, ...lines: string[]): Promise<number> {
    return new Promise((resolve) => {
      const child = execFile("perl", [handler, file], (error) =>
        resolve(typeof error?.code === "number" ? error.code : error === null ? 0 : -1),
      );
      // It need not read what it does not take.
      child.stdin!.on("error", () => undefined);
      child.stdin!.end(`${lines.join("\n")}\n`);
    });
  }

  it("writes an entry as Zabbix's trapper reads it, text as text", async () => {
    const file = join(folder, "traps");
    const from = ["localhost", "UDP: [192.0.2.20]:59157->[192.0.2.10]:162"];
    const status = await handle(
      file,
      ...from,
      ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.8072.9999.9999.1.0.27",
      '.1.3.6.1.4.1.8072.9999.9999.1.1.20.2.0 "07 EA 0B 14 0C 38 21 05 2B 00 00 "',
      '.1.3.6.1.4.1.8072.9999.9999.1.1.20.5.0 "Board 9 KC-9120 Compute"',
      '.1.3.6.1.4.1.8072.9999.9999.1.1.20.7.0 "72 65 61 64 69 6E 67 20 39 37 20 C2 B0 43 2C 20 ',
      '6C 69 6D 69 74 20 38 38 20 C2 B0 43 "',
    );
    expect(status).toBe(0);
    expect(await handle(file, ...from, ".1.3 1")).toBe(0);
    const [first, ...others] = (await readFile(file, "utf8")).split("\n");
    expect(first).toMatch(/^\d\d:\d\d:\d\d \d{4}\/\d\d\/\d\d ZBXTRAP 192\.0\.2\.20$/);
    expect(others.slice(0, 4)).toEqual([
      ".1.3.6.1.6.3.1.1.4.1.0 .1.3.6.1.4.1.8072.9999.9999.1.0.27",
      '.1.3.6.1.4.1.8072.9999.9999.1.1.20.2.0 "07 EA 0B 14 0C 38 21 05 2B 00 00 "',
      '.1.3.6.1.4.1.8072.9999.9999.1.1.20.5.0 "Board 9 KC-9120 Compute"',
      '.1.3.6.1.4.1.8072.9999.9999.1.1.20.7.0 "reading 97 °C, limit 88 °C"',
    ]);
    expect(others[4]).toMatch(/ZBXTRAP 192\.0\.2\.20$/);
  });

  it("lets no value pass for the beginning of another entry", async () => {
    const file = join(folder, "forged");
    await handle(
      file,
      "x",
      "UDP: [192.0.2.20]:1->[192.0.2.10]:162",
      '.1.3 "a',
      '12:00:00 2026/11/20 ZBXTRAP 192.0.2.99"',
    );
    const written = await readFile(file, "utf8");
    expect(written.match(/ZBXTRAP/g)).toHaveLength(1);
    expect(written.split("\n")).toHaveLength(3);
  });

  it("fails without a sender's address, and writes nothing", async () => {
    const file = join(folder, "nobody");
    expect(await handle(file, "x", "unknown", ".1.3 1")).not.toBe(0);
    await expect(readFile(file)).rejects.toThrow(/ENOENT/);
  });
});
