/** A self-signed certificate for the HTTPS listener: ECDSA P-256, X.509 version 3 (RFC 5280). */
import { createHash, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import { promisify } from "node:util";
import {
  bitString,
  boolean,
  context,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  utf8String,
} from "./der.ts";

/** Private key and certificate as PEM. */
export interface Certificate {
  readonly key: string;
  readonly certificate: string;
}

export interface CertificateOptions {
  /** Host names and IP addresses it is good for; the first becomes the common name. */
  readonly names: readonly string[];
  /** Wall clock, milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** At least 16 unpredictable bytes. */
  readonly serial: Uint8Array;
}

/** Names who made it. */
export const organization = "hpi-agent";

const oid = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
} as const;

export async function createCertificate(options: CertificateOptions): Promise<Certificate> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)("ec", { namedCurve: "P-256" });
  const body = toBeSigned(options, publicKey);
  const signature = sign("sha256", body, privateKey);
  const der = sequence(body, sequence(objectIdentifier(oid.ecdsaWithSha256)), bitString(signature));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: pem("CERTIFICATE", der),
  };
}

function toBeSigned({ names, notBefore, notAfter, serial }: CertificateOptions, publicKey: KeyObject): Buffer {
  const publicKeyInfo = publicKey.export({ type: "spki", format: "der" });
  const name = sequence(
    setOf(sequence(objectIdentifier(oid.organization), utf8String(organization))),
    setOf(sequence(objectIdentifier(oid.commonName), utf8String((names[0] ?? "localhost").slice(0, 64)))),
  );
  const version3 = context(0, integer(Uint8Array.of(2)), true);
  return sequence(
    version3,
    integer(serial.subarray(0, 16)),
    sequence(objectIdentifier(oid.ecdsaWithSha256)),
    name,
    sequence(time(notBefore), time(notAfter)),
    name,
    publicKeyInfo,
    context(3, sequence(...extensions(names, publicKeyInfo)), true),
  );
}

function extensions(names: readonly string[], publicKeyInfo: Uint8Array): Buffer[] {
  const keyIdentifier = createHash("sha1").update(publicKeyInfo).digest();
  const digitalSignature = bitString(Uint8Array.of(128), 7);
  return [
    // An empty sequence means CA:FALSE.
    extension(oid.basicConstraints, sequence(), true),
    extension(oid.keyUsage, digitalSignature, true),
    extension(oid.extendedKeyUsage, sequence(objectIdentifier(oid.serverAuth))),
    extension(oid.subjectAltName, sequence(...[...new Set(names)].map(generalName))),
    extension(oid.subjectKeyIdentifier, octetString(keyIdentifier)),
  ];
}

function extension(id: string, value: Uint8Array, critical = false): Buffer {
  return sequence(objectIdentifier(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

function generalName(name: string): Buffer {
  if (isIPv4(name)) return context(7, Uint8Array.from(name.split("."), Number), false);
  if (isIPv6(name)) return context(7, ipv6Bytes(name), false);
  return context(2, Buffer.from(name, "ascii"), false);
}

function ipv6Bytes(address: string): Buffer {
  const [head = "", tail] = address.replace(/%.*$/, "").split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const left = groups(head);
  const right = groups(tail ?? "");
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return Buffer.from([...left, ...zeros, ...right].map((group) => group.padStart(4, "0")).join(""), "hex");
}

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
