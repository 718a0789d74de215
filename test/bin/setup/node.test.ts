import { describe, expect, it } from "vitest";
import { findNode, isNewEnough } from "../../../bin/setup/node.mjs";

describe("the Node that runs the agent", () => {
  it.each(["24.12.0", "24.13.1", "26.0.0", "v26.10.0"])("may be %s", (version) => {
    expect(isNewEnough(version)).toBe(true);
  });

  it.each(["18.20.4", "20.20.2", "24.11.9", "v22.99.0", ""])("may not be %j", (version) => {
    expect(isNewEnough(version)).toBe(false);
  });

  it("is the running one where that will do", () => {
    expect(findNode("/nonexistent")).toBe(process.execPath);
  });
});
