import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { faultRule, faultScript } from "../../../simulators/fault-proxy/rules.ts";
import { fileSchema, machineNames, parseMachine } from "../../../simulators/index.ts";
import { machineFile } from "../../../simulators/machine/schema.ts";

const page = readFileSync(new URL("../../../docs/simulator.md", import.meta.url), "utf8");

/** Every key and every constant word of a schema. */
function wordsOf(schema: z.ZodType): string[] {
  const words = new Set<string>();
  const visit = (part: unknown) => {
    if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === "object" && part !== null) {
      const { properties, const: constant, ...rest } = part as Record<string, unknown>;
      for (const name of Object.keys(properties ?? {})) words.add(name);
      if (typeof constant === "string") words.add(constant);
      Object.values(properties ?? {}).forEach(visit);
      Object.values(rest).forEach(visit);
    }
  };
  visit(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return [...words];
}

describe("the JSON Schemas", () => {
  it("know what the files know", () => {
    const machine = JSON.stringify(fileSchema("machine"));
    for (const key of ["managementModules", "inventoryKinds", "seat", "lowerNonRecoverable"])
      expect(machine).toContain(`"${key}":`);
    expect(JSON.stringify(fileSchema("faults"))).toContain('"loseSessions"');
    expect(fileSchema("machine")).toMatchObject({ additionalProperties: false, type: "object" });
  });
});

describe("docs/simulator.md", () => {
  it.each([
    ["machine descriptions", machineFile, 60],
    ["fault scripts", z.union([faultScript, faultRule]), 30],
  ] as const)("explains every key of %s", (_what, schema, least) => {
    const words = wordsOf(schema);
    expect(words.length).toBeGreaterThan(least);
    expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(page))).toEqual([]);
  });

  it("lists every machine", async () => {
    const names = await machineNames();
    expect(names.filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it("shows a machine that works", () => {
    const example = /```yaml\n(format: 1[\s\S]*?)```/.exec(page)?.[1] ?? "";
    expect(parseMachine(example, "bench.yaml").controllers.map((c) => c.sensors.length)).toEqual([2, 1]);
  });
});
