/** Runs in the guest: prints what the agent answers at its local socket. `ask.js SOCKET PATH`. */
import { request } from "node:http";

const [socketPath = "", path = "/"] = process.argv.slice(2);
request({ socketPath, path }, (response) => {
  response.pipe(process.stdout);
  process.exitCode = response.statusCode === 200 ? 0 : 1;
})
  .on("error", (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  })
  .end();
