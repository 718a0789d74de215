import { expect, test } from "vitest";
import { problemOf } from "../../src/http/problem.ts";
import { StoreError } from "../../src/store/errors.ts";

test("a change that cannot be kept says so, without the paths of this machine", () => {
  const path = "/var/lib/hpi-agent/accounts.json";
  const error = new StoreError("E_STATE_WRITE", `cannot write ${path}: ENOSPC: no space left on device`, { path });
  const problem = problemOf(error);
  expect(problem).toMatchObject({
    status: 507,
    code: "E_STATE_WRITE",
    message: "nothing was changed, because the state directory cannot be written: the agent's log says why",
  });
  expect(JSON.stringify(problem)).not.toContain("/var/lib");
});

test("any other failure of the store is an internal error", () => {
  expect(problemOf(new StoreError("E_STORE_GONE", "the store is closed"))).toMatchObject({
    status: 500,
    message: "an internal error occurred",
  });
});
