/**
 * Runs in the guest beside the agent and asks it at its local socket what the host wants to know: starting a program for
 * each question would take the agent's processor from it. Question N is a path in /ctl/question-N, its answer goes to
 * /ctl/answer-N. `ask.js SOCKET`.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "../../../src/base/errors.ts";

const socketPath = process.argv[2] ?? "";

function ask(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path }, async (response) => {
      const body = (await response.setEncoding("utf8").toArray()).join("");
      if (response.statusCode === 200) resolve(body);
      else reject(body);
    })
      .on("error", reject)
      .end();
  });
}

for (let number = 1; ; number++) {
  const question = `/ctl/question-${number}`;
  while (!existsSync(question)) await wait(50);
  const answer = await ask(readFileSync(question, "utf8")).catch((error: unknown) =>
    JSON.stringify({ refused: messageOf(error) }),
  );
  writeFileSync(`/ctl/answer-${number}.new`, answer);
  renameSync(`/ctl/answer-${number}.new`, `/ctl/answer-${number}`);
}
