/**
 * Which folder of src may import which: the table of docs/architecture.md as data. A folder whose children are
 * siblings that must not know each other (`sources/ipmi`, `exporters/snmp`) is named with the child.
 */
export const layers: Readonly<Record<string, readonly string[]>> = {
  base: [],
  wire: ["base"],
  store: ["base"],
  ipmi: ["base", "wire"],
  snmp: ["base", "wire"],
  transport: ["base", "wire", "ipmi"],
  hpi: ["base"],
  access: ["base", "store"],
  personalities: ["base", "ipmi", "hpi"],
  sources: ["base", "wire", "store", "ipmi", "snmp", "transport", "hpi", "personalities"],
  policies: ["base", "hpi"],
  runner: ["base", "hpi", "policies", "store"],
  watchdog: ["base", "wire", "ipmi", "transport"],
  http: ["base", "access"],
  exporters: ["base", "wire", "hpi", "access", "store", "http"],
  "exporters/snmp": ["base", "wire", "hpi", "access", "store", "http", "snmp"],
  cli: ["base"],
  config: ["base"],
  simulators: ["base", "wire", "ipmi", "snmp"],
};

/** Folders whose children are siblings: a child may import the folder's own files, never another child. */
export const siblings = ["sources", "exporters", "policies"];

/** Command-line verbs that work without a running agent, so they need more than its API. */
export const offlineVerbs = {
  files: /^src\/cli\/(.*\/)?(run|start|check-config|blackbox|user)\.ts$/,
  may: ["config", "store", "access"],
};

/** What `config` may import from every part: the slice of the schema that the part exports. */
export const configSlice = /\/(config|[a-z-]+-config|config-[a-z-]+)\.ts$/;

/** Composition root, its parts, and the entry: the only files that may name everything. */
export const free = /^src\/(agent|main|agent\/.*)\.ts$/;

/** Where each package may be used. Packages not named here may be used nowhere. */
export const packages: Readonly<Record<string, readonly RegExp[]>> = {
  koffi: [/^src\/transport\/open/, /^src\/sources\/host\//, /^src\/watchdog\//],
  "net-snmp": [/^src\/sources\/(bladecenter|pet)\//],
  fastify: [/^src\/http\//, /^src\/exporters\//],
  pino: [/^src\/(agent|main)\.ts$|^src\/agent\//, /^src\/base\//],
  yaml: [/^src\/config\//, /^src\/(agent|main)\.ts$|^src\/agent\//, /^simulators\//],
  zod: [/^src\/(?!wire\/|ipmi\/|snmp\/)/, /^simulators\//],
  "node:sqlite": [/^src\/store\//],
};

/** Folders that do no input or output: bytes and clocks reach them as parameters. */
export const pure = ["wire", "ipmi", "snmp", "hpi", "personalities", "policies"];

/** Built-in modules that are doors to the machine. */
export const doors = /^node:(net|dgram|tls|https?|http2|fs|fs\/promises|child_process|worker_threads|os|dns|readline)$/;
