import { describe, expect, test } from "vitest";
import { byHandCases } from "./by-hand-cases.ts";

describe("bytes that our codecs had no part in", () => {
  test.each(byHandCases)("of $command.name mean what the standard says", ({ command, request, response }) => {
    expect(command.request.decode(request.bytes)).toEqual(request.value);
    expect(request.encoded).toEqual(request.bytes);
    expect(command.response.decode(response.bytes)).toEqual(response.value);
    expect(command.response.encode(response.value)).toEqual(response.bytes);
  });
});
