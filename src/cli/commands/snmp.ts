import { UsageError } from "../../base/errors.ts";
import type { AgentClient } from "../agent-client.ts";
import type { Command, CommandContext, CommandInput, CommandOption } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import { secretOf } from "../secret-file.ts";

interface Listed {
  readonly name: string;
  readonly pinned: boolean;
  readonly bySet?: boolean;
}

/** GET /snmp. */
interface SnmpData {
  readonly users: readonly (Listed & {
    readonly role: string;
    readonly authProtocol: string;
    readonly privProtocol: string;
    readonly view?: string;
    readonly notifyView?: string;
  })[];
  readonly targets: readonly (Listed & {
    readonly host: string;
    readonly port: number;
    readonly kind: string;
    readonly user?: string;
    readonly version: string;
    readonly filter?: string;
  })[];
  readonly views: readonly (Listed & Subtrees)[];
  readonly filters: readonly (Listed & Subtrees)[];
}

interface Subtrees {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

type Kind = keyof SnmpData;

interface ManagerVerb {
  readonly kind: Kind;
  /** `user`, `target`, `view`, `filter`. */
  readonly word: string;
  readonly summary: string;
  readonly headings: readonly string[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Words that `add NAME` takes behind it. */
  readonly more?: string;
  row(entry: never): readonly string[];
  body(input: CommandInput, more: readonly string[]): Promise<unknown>;
}

const where = ({ pinned, bySet }: Listed): string => (pinned ? "configuration" : bySet === true ? "SNMP" : "");

const userVerb: ManagerVerb = {
  kind: "users",
  word: "user",
  summary: "list, add or remove SNMPv3 users; passwords without a file are made and shown once",
  headings: ["USER", "ROLE", "AUTHENTICATION", "PRIVACY", "VIEW", "TOLD", "FROM"],
  options: {
    role: { type: "string", value: "ROLE", help: "ReadOnly (default), Operator or Administrator" },
    "auth-protocol": { type: "string", value: "NAME", help: "SHA-256 (default), SHA, SHA-224, SHA-384, SHA-512" },
    "priv-protocol": { type: "string", value: "NAME", help: "AES (default), AES-192, AES-256, AES-192-C, AES-256-C" },
    "auth-password-file": { type: "string", value: "FILE", help: "file that holds the authentication password" },
    "priv-password-file": { type: "string", value: "FILE", help: "file that holds the privacy password" },
    view: { type: "string", value: "VIEW", help: "view the user is confined to" },
    informs: { type: "boolean", help: "receivers can be sent informs in its name" },
    "notify-view": { type: "string", value: "VIEW", help: "view its notifications must lie in; --view by default" },
  },
  row: (user: SnmpData["users"][number]) => [
    ...[user.name, user.role, user.authProtocol, user.privProtocol],
    ...[user.view ?? "", user.notifyView ?? user.view ?? "", where(user)],
  ],
  async body(input) {
    return {
      role: input.option("role"),
      authProtocol: input.option("auth-protocol"),
      privProtocol: input.option("priv-protocol"),
      authPassword: await secretOf(input.option("auth-password-file")),
      privPassword: await secretOf(input.option("priv-password-file")),
      view: input.option("view"),
      informs: input.flag("informs") || undefined,
      notifyView: input.option("notify-view"),
    };
  },
};

const targetVerb: ManagerVerb = {
  kind: "targets",
  word: "target",
  summary: "list, add or remove receivers of SNMP notifications",
  headings: ["TARGET", "ADDRESS", "PORT", "KIND", "BY", "FILTER", "FROM"],
  options: {
    host: { type: "string", value: "ADDRESS", help: "IP address of the receiver" },
    port: { type: "string", value: "N", help: "UDP port, 162 by default" },
    inform: { type: "boolean", help: "repeat each notification until it is acknowledged" },
    user: { type: "string", value: "USER", help: "SNMPv3 user in whose name it is told" },
    "community-file": { type: "string", value: "FILE", help: "instead of a user: file that holds a community" },
    v1: { type: "boolean", help: "SNMPv1 with the community, instead of SNMPv2c" },
    filter: { type: "string", value: "FILTER", help: "filter that says what it is told; without one, everything" },
  },
  row: (target: SnmpData["targets"][number]) => [
    ...[target.name, target.host, String(target.port), target.kind, target.user ?? target.version],
    ...[target.filter ?? "", where(target)],
  ],
  async body(input) {
    return {
      host: input.option("host"),
      port: input.number("port"),
      kind: input.flag("inform") ? "inform" : "trap",
      user: input.option("user"),
      community: await secretOf(input.option("community-file")),
      version: input.flag("v1") ? "v1" : undefined,
      filter: input.option("filter"),
    };
  },
};

const viewVerb: ManagerVerb = {
  kind: "views",
  word: "view",
  summary: "list, add or remove views that SNMP users are confined to",
  headings: ["VIEW", "SUBTREES", "WITHOUT", "FROM"],
  options: {},
  more: "OID … -OID …",
  row: subtreesRow,
  body: subtreesBody,
};

const filterVerb: ManagerVerb = {
  kind: "filters",
  word: "filter",
  summary: "list, add or remove filters of notifications, which targets may be subject to",
  headings: ["FILTER", "SUBTREES", "WITHOUT", "FROM"],
  options: {},
  more: "OID … -OID …",
  row: subtreesRow,
  body: subtreesBody,
};

function subtreesRow(entry: Listed & Subtrees): readonly string[] {
  return [entry.name, entry.include.join(" "), entry.exclude.join(" "), where(entry)];
}

async function subtreesBody(_input: CommandInput, more: readonly string[]): Promise<Subtrees> {
  const wrong = more.map((oid) => oid.replace(/^-/, "")).find((oid) => !/^\d+(\.\d+)+$/.test(oid));
  if (more.length === 0 || wrong !== undefined) {
    const expected = "object identifiers such as 1.3.6.1.2.1.47 and, to leave out, -1.3.6.1.2.1.47.1";
    const got = wrong === undefined ? "none" : `"${wrong}"`;
    throw new UsageError("E_ARGUMENTS", `expected ${expected}; got ${got}`);
  }
  return {
    include: more.filter((oid) => !oid.startsWith("-")),
    exclude: more.filter((oid) => oid.startsWith("-")).map((oid) => oid.slice(1)),
  };
}

/** The verbs below `snmp`: who may ask over SNMP, what they see, and who is told. */
export const snmpCommands: readonly Command[] = [userVerb, targetVerb, viewVerb, filterVerb].map((verb) => ({
  name: `snmp ${verb.word}`,
  arguments: argumentsOf(verb),
  summary: verb.summary,
  options: verb.options,
  words: { least: 0, most: verb.more === undefined ? 2 : 66 },
  async run(input, context) {
    const [action = "list", name, ...more] = input.positionals;
    if (action === "list" && name === undefined) await list(verb, context);
    else if (action === "add" && name !== undefined) await add(verb, name, more, input, context);
    else if (action === "remove" && name !== undefined && more.length === 0) await remove(verb, name, context);
    else throw new UsageError("E_ARGUMENTS", `expected: hpi-agent snmp ${verb.word} ${argumentsOf(verb)}`);
    return ExitCode.ok;
  },
}));

function argumentsOf({ more }: ManagerVerb): string {
  return `[add NAME${more === undefined ? "" : ` ${more}`} | remove NAME]`;
}

async function list({ kind, headings, row }: ManagerVerb, { agent, screen, json }: CommandContext): Promise<void> {
  const entries = (await agent.get<SnmpData>("/snmp"))[kind];
  if (json) screen.json({ [kind]: entries });
  else if (entries.length === 0) screen.line(`No ${kind}.`);
  else screen.table(headings, (entries as readonly never[]).map(row));
}

async function add(
  { kind, word, body }: ManagerVerb,
  name: string,
  more: readonly string[],
  input: CommandInput,
  { agent, screen, json }: CommandContext,
): Promise<void> {
  const made = await put(agent, kind, name, await body(input, more));
  if (json) {
    screen.json(made);
    return;
  }
  screen.line(`SNMP ${word} ${name} is set up`);
  if (made.authPassword !== undefined) screen.line(`authentication password: ${made.authPassword}`);
  if (made.privPassword !== undefined) screen.line(`privacy password:        ${made.privPassword}`);
}

function put(agent: AgentClient, kind: Kind, name: string, body: unknown) {
  return agent.put<{ authPassword?: string; privPassword?: string }>(`/snmp/${kind}/${encodeURIComponent(name)}`, body);
}

async function remove(
  { kind, word }: ManagerVerb,
  name: string,
  { agent, screen, json }: CommandContext,
): Promise<void> {
  const done = await agent.delete(`/snmp/${kind}/${encodeURIComponent(name)}`);
  if (json) screen.json(done);
  else screen.line(`SNMP ${word} ${name} is removed`);
}
