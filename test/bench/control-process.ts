/**
 * What memory costs before any line of ours runs: this process imports the libraries that the agent imports and starts
 * a worker that imports the store's. It says when it is up, and ends with its standard input.
 */
import { Worker } from "node:worker_threads";

await Promise.all(["fastify", "pino", "yaml", "zod", "node:https", "node:dgram"].map((name) => import(name)));
const worker = new Worker(
  `const { DatabaseSync } = require("node:sqlite"); new DatabaseSync(":memory:"); setInterval(() => {}, 1e6);`,
  {
    eval: true,
  },
);
worker.once("online", () => console.log("up"));
process.stdin.resume().once("end", () => void worker.terminate());
