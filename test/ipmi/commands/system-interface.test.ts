import { describe, expect, test } from "vitest";
import { decodeResponse, encodeRequest } from "../../../src/ipmi/command.ts";
import type { CompletionError } from "../../../src/ipmi/completion-error.ts";
import { fromHex, readCapture, toHex } from "../capture.ts";
import { systemInterfaceCases } from "./system-interface-cases.ts";

const exchanges = new Map(
  [...readCapture("app/system-interface.txt").matchAll(/^(.+)\nrequest: (.*)\nresponse: (.*)$/gm)].map(
    ([, title, request, response]) => [title!, { request: fromHex(request!), response: fromHex(response!) }],
  ),
);

describe("an exchange captured at a system interface", () => {
  test.each(systemInterfaceCases.map((one) => [one.title, one] as const))(
    "%s",
    (title, { command, request, response }) => {
      const exchange = exchanges.get(title)!;
      expect(toHex(encodeRequest(command, request))).toBe(toHex(exchange.request));
      const [completionCode, ...data] = exchange.response;
      const decode = () => decodeResponse(command, { completionCode: completionCode!, data: Uint8Array.from(data) });
      if (typeof response !== "number") expect(decode()).toEqual(response);
      else expect(decode).toThrow(expect.objectContaining({ completionCode: response }) as CompletionError);
    },
  );
});
