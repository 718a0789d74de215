import { createSocket } from "node:dgram";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runFaultProxy } from "../../../simulators/index.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { until } from "../lifetime.ts";

describe("a fault proxy of its own", () => {
  it("says where it listens, applies the script and counts", async () => {
    const faults = join(await temporaryDirectory(), "faults.yaml");
    await writeFile(faults, "faults:\n  - {do: duplicate, on: requests}\n");
    const controller = createSocket("udp4").bind(0, "127.0.0.1");
    await once(controller, "listening");
    onTestFinished(() => void controller.close());
    let heard = 0;
    controller.on("message", () => heard++);
    const lines: string[] = [];
    const end = new AbortController();
    const to = { host: "127.0.0.1", port: controller.address().port };
    const run = runFaultProxy({ link: "lan", to, faults, print: (line) => lines.push(line), signal: end.signal });
    await until(() => lines.length === 1);
    const port = Number(/^lan 127\.0\.0\.1:(\d+) leads to /.exec(lines[0] ?? "")?.[1]);
    const client = createSocket("udp4");
    // Get Channel Authentication Capabilities, outside of a session.
    client.send(
      Buffer.from("0600ff0700000000000000000009 2018c88100388e04b5".replace(" ", ""), "hex"),
      port,
      "127.0.0.1",
    );
    await until(() => heard === 2);
    client.close();
    end.abort();
    await run;
    expect(lines[1]).toBe('1 x {"do":"duplicate","copies":1,"on":"requests"}');
  });
});
