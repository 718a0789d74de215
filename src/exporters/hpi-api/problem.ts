import type { ProblemFormatter } from "../../http/problem.ts";

/** Every failure below the prefix answers {error: {code, message, context}}. */
export const apiProblem: ProblemFormatter = ({ code, message, context }) => ({
  contentType: "application/json; charset=utf-8",
  body: JSON.stringify({ error: { code, message, context } }),
});
