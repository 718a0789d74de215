/** The agent of the net-snmp package as a process, with the table of the others: `package-process.ts ROWS PORT`. */
// @ts-expect-error: the package has no types.
import netSnmp from "net-snmp";
import { COLUMNS, COMMUNITY, cell, ENTRY, USER } from "./shape.ts";

const [rows, port] = process.argv.slice(2).map(Number);
const snmp = netSnmp as unknown as Record<string, never> & {
  createAgent(options: object, callback: (error: Error | null) => void): Agent;
  MibProviderType: { Table: number };
  ObjectType: { Integer: number; OctetString: number };
  MaxAccess: Record<string, number>;
  SecurityLevel: { authPriv: number };
  AuthProtocols: { sha256: number };
  PrivProtocols: { aes: number };
  AccessControlModelType: { Simple: number };
};
interface Agent {
  getMib(): { registerProvider(provider: object): void; addTableRow(name: string, row: unknown[]): void };
  getAuthorizer(): { addCommunity(community: string): void; addUser(user: object): void };
}

const agent = snmp.createAgent(
  { port, address: "127.0.0.1", transport: "udp4", disableAuthorization: false },
  () => {},
);
agent.getAuthorizer().addCommunity(COMMUNITY);
agent.getAuthorizer().addUser({
  name: USER.name,
  level: snmp.SecurityLevel.authPriv,
  authProtocol: snmp.AuthProtocols.sha256,
  authKey: USER.authPassword,
  privProtocol: snmp.PrivProtocols.aes,
  privKey: USER.privPassword,
});
const mib = agent.getMib();
mib.registerProvider({
  name: "benchTable",
  type: snmp.MibProviderType.Table,
  oid: ENTRY.join("."),
  maxAccess: snmp.MaxAccess["not-accessible"],
  tableColumns: [
    ...Array.from({ length: COLUMNS }, (_, i) => ({
      number: i + 1,
      name: `column${i + 1}`,
      type: i + 1 === COLUMNS ? snmp.ObjectType.OctetString : snmp.ObjectType.Integer,
      maxAccess: snmp.MaxAccess["read-only"],
    })),
    { number: 99, name: "index", type: snmp.ObjectType.Integer, maxAccess: snmp.MaxAccess["not-accessible"] },
  ],
  tableIndex: [{ columnName: "index" }],
});
for (let row = 1; row <= (rows ?? 0); row++) {
  const values = Array.from({ length: COLUMNS }, (_, i) => cell(i + 1, row));
  mib.addTableRow("benchTable", [...values, row]);
}
console.log(port);
// It ends with who started it.
process.stdin.on("end", () => process.exit()).resume();
