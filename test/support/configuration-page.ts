/** docs/configuration.md, written from the schema so that it cannot be wrong. */

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly format?: string;
}

const introduction = `# Configuration

One YAML file, given with \`--config FILE\`; the agent only reads it. No key is needed. A mistake is reported with file,
line, key and what was expected. This page is made from the schema (\`npm run golden:update\`).

\`\`\`yaml
controllers:
  - name: chassis-7
    transport: ipmitool
    host: 192.0.2.17
    user: monitor
    passwordFile: /etc/hpi-agent/chassis-7.password
\`\`\`
`;

/** The page for a configuration schema, in the form that zod gives as JSON Schema of the input. */
export function configurationPage(schema: object): string {
  return `${[introduction, ...sections("", schema as JsonSchema, "Top level")].join("\n")}`;
}

function sections(path: string, schema: JsonSchema, title: string): string[] {
  const properties = Object.entries(schema.properties ?? {});
  const rows = properties.map(([key, property]) => row(key, property, schema.required?.includes(key) ?? false));
  const text = [`## ${title}\n`, ...(schema.description === undefined ? [] : [`${schema.description}\n`])];
  const table = ["| key | value | default | meaning |", "|---|---|---|---|", ...rows, ""];
  const below = properties.flatMap(([key, property]) => children(path === "" ? key : `${path}.${key}`, property));
  return [...text, ...table, ...below];
}

function children(path: string, schema: JsonSchema): string[] {
  if (schema.properties !== undefined) return sections(path, schema, `\`${path}\``);
  const { items } = schema;
  if (items?.properties !== undefined) return sections(`${path}[]`, items, `\`${path}[]\``);
  return (items?.oneOf ?? []).flatMap((variant) => {
    const [key, kind] = Object.entries(variant.properties ?? {}).find(([, property]) => "const" in property) ?? [];
    const title = `\`${path}[]\` with \`${key}: ${kind?.const}\``;
    return sections(`${path}[]`, { description: kind?.description ?? "", ...variant }, title);
  });
}

function row(key: string, schema: JsonSchema, required: boolean): string {
  const fallback = schema.default;
  const shown =
    fallback === undefined || typeof fallback === "object"
      ? required
        ? "needed"
        : ""
      : `\`${JSON.stringify(fallback)}\``;
  return `| \`${key}\` | ${describeValue(schema)} | ${shown} | ${schema.description ?? ""} |`;
}

function describeValue(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(" or ");
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(describeValue))].join(" or ");
  if (schema.type === "array") return "list, see below";
  if (schema.type === "object") return "see below";
  const range = schema.minimum === undefined ? "" : ` ${schema.minimum} to ${schema.maximum}`;
  const length = schema.maxLength === undefined ? "" : `, at most ${schema.maxLength} characters`;
  if (schema.format !== undefined)
    return schema.format === "ipv4" ? "IPv4 address" : schema.format === "ipv6" ? "IPv6 address" : schema.format;
  return schema.type === "string" ? `text${length}` : `${schema.type}${range}`;
}
