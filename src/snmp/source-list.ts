import { UsageError } from "../base/errors.ts";

/** Addresses and networks in CIDR form, IPv4 and IPv6. */
export class SourceList {
  readonly #networks: readonly { readonly address: readonly number[]; readonly bits: number }[];
  /** The address last asked for: a manager asks many times in a row. */
  #last = "";
  #lastIncluded = false;

  /** Throws `E_SNMP_SOURCE` naming the text that is no network. */
  constructor(networks: readonly string[]) {
    this.#networks = networks.map((text) => {
      const [address = "", prefix] = text.split("/");
      const octets = parseAddress(address);
      const bits = prefix === undefined ? (octets?.length ?? 0) * 8 : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
      if (octets === undefined || bits < 0 || bits > octets.length * 8) {
        throw new UsageError("E_SNMP_SOURCE", `not an address or network: ${text}`);
      }
      return { address: octets, bits };
    });
  }

  includes(address: string): boolean {
    if (address === this.#last) return this.#lastIncluded;
    this.#lastIncluded = this.#contains(address);
    this.#last = address;
    return this.#lastIncluded;
  }

  #contains(address: string): boolean {
    const octets = parseAddress(address);
    return octets !== undefined && this.#networks.some((network) => contains(network.address, network.bits, octets));
  }
}

function contains(network: readonly number[], bits: number, address: readonly number[]): boolean {
  if (network.length !== address.length) return false;
  for (let i = 0; i * 8 < bits; i++) {
    const left = bits - i * 8;
    const shift = left >= 8 ? 0 : 8 - left;
    if (network[i]! >> shift !== address[i]! >> shift) return false;
  }
  return true;
}

/** Octets of an address: 4, or 16; an IPv4 address mapped into IPv6 is the IPv4 one. Undefined for other text. */
export function parseAddress(text: string): readonly number[] | undefined {
  const bare = text.replace(/%.*$/, "");
  return bare.includes(":") ? parseV6(bare) : parseV4(bare);
}

function parseV4(text: string): readonly number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return undefined;
  return parts.map(Number);
}

function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groups);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  const octets = halves.length === 1 ? head : [...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])];
  const mapped = octets.slice(0, 10).every((o) => o === 0) && octets[10] === 255 && octets[11] === 255;
  return mapped ? octets.slice(12) : octets;
}

/** Octets of colon-separated groups, the last of which may be an IPv4 address. */
function groups(text: string): number[] | undefined {
  if (text === "") return [];
  const octets: number[] = [];
  for (const [i, group] of text.split(":").entries()) {
    const v4 = group.includes(".") && i === text.split(":").length - 1 ? parseV4(group) : undefined;
    if (v4 !== undefined) octets.push(...v4);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group))
      octets.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return octets;
}
