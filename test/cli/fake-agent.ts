import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Command, type ExitCode, runCli } from "../../src/cli/index.ts";

export type Reply = unknown | ((response: ServerResponse, body: string, url: string) => void);

export interface FakeAgent {
  readonly directory: string;
  /** Every request as `METHOD path body`. */
  readonly requests: readonly string[];
}

/** A server on `agent.sock` in a directory of its own; replies by `METHOD path`, the query left out. */
export async function fakeAgent(replies: Readonly<Record<string, Reply>>): Promise<FakeAgent> {
  const directory = await temporaryDirectory();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", () => {
      const url = request.url ?? "";
      requests.push(`${request.method} ${url} ${body}`.trim());
      const reply = replies[`${request.method} ${url.replace("/hpi/v1", "").replace(/\?.*/, "")}`];
      if (typeof reply === "function") return reply(response, body, url);
      response.writeHead(reply === undefined ? 404 : 200, { "content-type": "application/json" });
      const missing = { error: { code: "E_NO_ROUTE", message: "nothing is served here", context: {} } };
      response.end(JSON.stringify(reply ?? missing));
    });
  });
  await new Promise<void>((resolve) => server.listen(join(directory, "agent.sock"), resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { directory, requests };
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "hpi-agent-cli-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export interface CliRun {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliSetting {
  readonly directories?: readonly string[];
  readonly terminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly commands?: readonly Command[];
  readonly signal?: AbortSignal;
  /** Called with everything printed so far. */
  readonly onOutput?: (stdout: string) => void;
}

export async function cli(argv: readonly string[], setting: CliSetting = {}): Promise<CliRun> {
  let stdout = "";
  let stderr = "";
  const isTerminal = setting.terminal ?? false;
  const code = await runCli(
    argv,
    {
      stdout: {
        isTerminal,
        write(text) {
          stdout += text;
          setting.onOutput?.(stdout);
        },
      },
      stderr: {
        isTerminal,
        write(text) {
          stderr += text;
        },
      },
      env: setting.env ?? {},
      stateDirectories: (asked) => (asked === undefined ? (setting.directories ?? []) : [asked]),
      signal: setting.signal ?? new AbortController().signal,
    },
    setting.commands,
  );
  return { code, stdout, stderr };
}
