import { UsageError } from "../../base/errors.ts";
import type { Command, CommandContext, CommandInput } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import { secretOf } from "../secret-file.ts";
import { timeText } from "./words.ts";

interface AccountData {
  readonly name: string;
  readonly role: string;
  readonly enabled: boolean;
  readonly passwordChanged: string | null;
}

/** `hpi-agent user`: who may log in over HTTPS. */
export const userCommand: Command = {
  name: "user",
  arguments: "[add NAME | change NAME | remove NAME]",
  summary: "list, add, change or remove accounts for HTTPS; a password without a file is made and shown once",
  words: { least: 0, most: 2 },
  options: {
    role: { type: "string", value: "ROLE", help: "ReadOnly (default of a new account), Operator or Administrator" },
    "password-file": { type: "string", value: "FILE", help: "file that holds the password, 12 to 128 characters" },
    enable: { type: "boolean", help: "with change: may log in again" },
    disable: { type: "boolean", help: "with change: may not log in for now" },
  },
  async run(input, context) {
    const [action = "list", name, ...more] = input.positionals;
    if (action === "list" && name === undefined) await list(context);
    else if (action === "add" && name !== undefined) await add(name, input, context);
    else if (action === "change" && name !== undefined) await change(name, input, context);
    else if (action === "remove" && name !== undefined && more.length === 0) await remove(name, context);
    else throw new UsageError("E_ARGUMENTS", `expected: hpi-agent user ${userCommand.arguments}`);
    return ExitCode.ok;
  },
};

async function list({ agent, screen, json }: CommandContext): Promise<void> {
  const page = await agent.get<{ accounts: readonly AccountData[] }>("/accounts");
  if (json) screen.json(page);
  else if (page.accounts.length === 0) screen.line("No accounts: only the local socket lets anybody in.");
  else {
    const rows = page.accounts.map(({ name, role, enabled, passwordChanged }) => [
      ...[name, role, enabled ? "" : "disabled", timeText(passwordChanged)],
    ]);
    screen.table(["USER", "ROLE", "STATE", "PASSWORD SINCE"], rows);
  }
}

async function add(name: string, input: CommandInput, { agent, screen, json }: CommandContext): Promise<void> {
  const password = await secretOf(input.option("password-file"));
  const role = input.option("role") ?? "ReadOnly";
  const made = await agent.post<{ password?: string }>("/accounts", { name, role, password });
  if (json) {
    screen.json(made);
    return;
  }
  screen.line(`${name} may log in as ${role}`);
  if (made.password !== undefined) screen.line(`password: ${made.password}`);
}

async function change(name: string, input: CommandInput, { agent, screen, json }: CommandContext): Promise<void> {
  const [enable, disable] = [input.flag("enable"), input.flag("disable")];
  if (enable && disable) throw new UsageError("E_ARGUMENTS", "--enable and --disable exclude each other");
  const wanted = {
    role: input.option("role"),
    password: await secretOf(input.option("password-file")),
    enabled: enable ? true : disable ? false : undefined,
  };
  if (Object.values(wanted).every((value) => value === undefined)) {
    throw new UsageError("E_ARGUMENTS", "expected --role, --password-file, --enable or --disable");
  }
  const done = await agent.patch<AccountData>(`/accounts/${encodeURIComponent(name)}`, wanted);
  if (json) screen.json(done);
  else screen.line(`${name} is changed`);
}

async function remove(name: string, { agent, screen, json }: CommandContext): Promise<void> {
  const done = await agent.delete(`/accounts/${encodeURIComponent(name)}`);
  if (json) screen.json(done);
  else screen.line(`${name} is removed`);
}
