/** Wireshark's dissectors reading exchanges that our encoders wrote, over RMCP without a session. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { zeroChecksum } from "../../../../src/wire/checksum.ts";

const run = promisify(execFile);

export interface Exchange {
  readonly netFn: number;
  readonly cmd: number;
  /** Data bytes after the command. */
  readonly request: Uint8Array;
  /** Completion code and the data bytes after it. */
  readonly response: Uint8Array;
}

/**
 * Values of the fields `ipmi.*` by their names without `ipmi.`; several of one name in order; without those that are 0. Besides: `command` and
 * `completion`, what the dissectors call the command and the completion code, and `malformed`.
 */
export type Dissection = Readonly<Record<string, string | readonly string[]>>;

const client = 0x81;
const controller = 0x20;

/** What the dissectors find in each exchange: in its request, in its response. */
export async function dissect(
  exchanges: readonly Exchange[],
): Promise<readonly { readonly request: Dissection; readonly response: Dissection }[]> {
  const packets = exchanges.flatMap(({ netFn, cmd, request, response }, index) => {
    const sequence = (index % 0x40) << 2;
    return [
      packet(true, [controller, netFn << 2], [client, sequence, cmd, ...request]),
      packet(false, [client, (netFn | 1) << 2], [controller, sequence, cmd, ...response]),
    ];
  });
  const found = await tshark(capture(packets));
  return exchanges.map((_, index) => ({ request: found[2 * index] ?? {}, response: found[2 * index + 1] ?? {} }));
}

async function tshark(bytes: Uint8Array): Promise<readonly Dissection[]> {
  const folder = await mkdtemp(join(tmpdir(), "hpi-agent-tshark-"));
  try {
    const file = join(folder, "exchanges.pcap");
    await writeFile(file, bytes);
    const { stdout } = await run("tshark", ["-n", "-o", "ipmi.dissect_bus_commands:TRUE", "-r", file, "-T", "pdml"], {
      env: { ...process.env, HOME: folder, TZ: "UTC" },
      maxBuffer: 1 << 27,
    });
    return stdout.split("<packet>").slice(1).map(fieldsOf);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function fieldsOf(packetDescription: string): Dissection {
  const fields: Record<string, string | string[]> = {};
  for (const [element] of packetDescription.matchAll(/<(?:field|proto) [^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(element)?.[1] ?? "";
    const shown = /show="([^"]*)"/.exec(element)?.[1] ?? "";
    if (name.startsWith("_ws.malformed")) fields["malformed"] = "yes";
    if (name === "ipmi.header.command") fields["command"] = /showname="Command: (.*) \(0x/.exec(element)?.[1] ?? "";
    if (name === "ipmi.header.completion") fields["completion"] = /showname="[^:]*: (.*) \(0x/.exec(element)?.[1] ?? "";
    if (!name.startsWith("ipmi.") || /^ipmi\.(header|trailer|msg|data\.crc|session|response|authcode)/.test(name))
      continue;
    if (/^(0|0x0+)?$/.test(shown) || name === "ipmi.parser_not_implemented") continue;
    const key = name.slice("ipmi.".length);
    const before = fields[key];
    fields[key] = before === undefined ? shown : [before, shown].flat();
  }
  return fields;
}

/** A pcap file, Ethernet frames: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html. */
function capture(packets: readonly Uint8Array[]): Uint8Array {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(0xffff, 16);
  head.writeUInt32LE(1, 20);
  const records = packets.flatMap((bytes, index) => {
    const header = Buffer.alloc(16);
    header.writeUInt32LE(1, 0);
    header.writeUInt32LE(index, 4);
    header.writeUInt32LE(bytes.length, 8);
    header.writeUInt32LE(bytes.length, 12);
    return [header, bytes];
  });
  return Buffer.concat([head, ...records]);
}

function packet(isRequest: boolean, head: readonly number[], tail: readonly number[]): Uint8Array {
  const message = [...head, zeroChecksum(Uint8Array.from(head)), ...tail, zeroChecksum(Uint8Array.from(tail))];
  const rmcp = [0x06, 0x00, 0xff, 0x07, 0x00, 0, 0, 0, 0, 0, 0, 0, 0, message.length, ...message];
  const ports = isRequest ? [0x30, 0x39, 0x02, 0x6f] : [0x02, 0x6f, 0x30, 0x39];
  const udp = [...ports, 0, 8 + rmcp.length, 0, 0, ...rmcp];
  const addresses = isRequest ? [127, 0, 0, 1, 127, 0, 0, 2] : [127, 0, 0, 2, 127, 0, 0, 1];
  const ip = [0x45, 0, (20 + udp.length) >> 8, (20 + udp.length) & 0xff, 0, 0, 0, 0, 64, 17, 0, 0, ...addresses];
  const ethernet = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 0x08, 0x00];
  return Uint8Array.from([...ethernet, ...ip, ...udp]);
}
