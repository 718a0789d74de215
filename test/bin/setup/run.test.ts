import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const runner = new URL("../../../bin/setup/run.mjs", import.meta.url);

describe("running a program in our place", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "hpi-agent-run-"));
    writeFileSync(
      join(root, "outer.mjs"),
      `import { runNode } from ${JSON.stringify(runner.href)};
       process.exitCode = await runNode(${JSON.stringify(root)}, process.execPath, process.argv.slice(2));`,
    );
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function start(program: string) {
    const file = join(root, "inner.mjs");
    writeFileSync(file, program);
    const outer = spawn(process.execPath, [join(root, "outer.mjs"), file, "argument"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    outer.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
    const said = async (text: string) => {
      while (!output.includes(text)) await once(outer.stdout, "data");
    };
    return { outer, said, output: () => output, end: once(outer, "close") };
  }

  it("passes arguments, output and exit code", async () => {
    const { end, output } = start(`console.log(process.argv[2]); process.exitCode = 7;`);
    expect((await end)[0]).toBe(7);
    expect(output()).toBe("argument\n");
  });

  it("passes a signal once and waits for the end", async () => {
    const { outer, end, output, said } = start(
      `let count = 0;
       process.on("SIGTERM", () => { count++; setTimeout(() => { console.log("terms " + count); process.exit(3); }, 200); });
       setInterval(() => {}, 1000); console.log("ready");`,
    );
    await said("ready");
    outer.kill("SIGTERM");
    outer.kill("SIGTERM");
    expect((await end)[0]).toBe(3);
    expect(output()).toBe("ready\nterms 1\n");
  });

  it("reports death by a signal as a shell does", async () => {
    const { end } = start(`process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);`);
    expect((await end)[0]).toBe(128 + 9);
  });
});
