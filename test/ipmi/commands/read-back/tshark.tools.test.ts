import { expect } from "vitest";
import { encodeRequest } from "../../../../src/ipmi/command.ts";
import { requires } from "../../../support/requires.ts";
import { findDeclarations } from "../../declarations.ts";
import { unverified } from "../verification.ts";
import type { ReadBackCase } from "./case.ts";
import { readBackCases } from "./cases.ts";
import { dissect, type Exchange } from "./tshark.ts";

const { describe, it } = requires("tshark");

const withoutGroup = (name: unknown) => String(name).replace(/^\[[^\]]*\] /, "");

const exchangeOf = ({ command, request, response }: ReadBackCase): Exchange => {
  return { netFn: command.netFn, cmd: command.cmd, request, response };
};

describe("Wireshark's dissector", () => {
  it("reads our requests and responses as we mean them", async () => {
    const cases = readBackCases.filter(({ tshark }) => tshark !== undefined);
    const dissections = await dissect(cases.map(exchangeOf));
    for (const [index, { command: declared, tshark }] of cases.entries()) {
      for (const direction of ["request", "response"] as const) {
        const { command, completion, ...fields } = dissections[index]![direction];
        expect(withoutGroup(command)).toBe(declared.name);
        expect(fields, `${declared.name} ${direction}`).toEqual(tshark?.[direction] ?? {});
        if (direction === "response") expect(completion).toBe("Command Completed Normally");
      }
    }
    expect(cases.length).toBeGreaterThan(50);
  });

  it("has the names and numbers of commands whose data it does not read", async () => {
    const commands = [...unverified.keys()];
    const nothing = { request: new Uint8Array(), response: Uint8Array.of(0) };
    const dissections = await dissect(commands.map(({ netFn, cmd }) => ({ netFn, cmd, ...nothing })));
    expect(dissections.map(({ request }) => request["command"])).toEqual(commands.map(({ name }) => name));
  });

  it("knows no completion code of a single command that we do not know", async () => {
    const { commands } = await findDeclarations();
    const asked = commands.flatMap(({ value }) => {
      const request = value.group === undefined ? new Uint8Array() : Uint8Array.of(value.group);
      return Array.from({ length: 0x10 }, (_, low) => ({ value, request, code: 0x80 + low }));
    });
    const dissections = await dissect(
      asked.map(({ value: { netFn, cmd }, request, code }) => ({
        netFn,
        cmd,
        request,
        response: Uint8Array.of(code, ...request),
      })),
    );
    const unknown = asked.flatMap(({ value, code }, index) => {
      const { completion } = dissections[index]!.response;
      const isOwn = completion !== undefined && completion !== "Standard command-specific code";
      return isOwn && !(code in value.completionCodes) ? [`${value.name} ${code.toString(16)}: ${completion}`] : [];
    });
    expect(unknown).toEqual([]);
  });
});

describe("the exchanges read back", () => {
  it("decode to what they were encoded from", () => {
    for (const { command, request } of readBackCases) {
      const prefix = command.group === undefined ? 0 : 1;
      expect(encodeRequest(command, command.request.decode(request.subarray(prefix)))).toEqual(request);
    }
  });
});
