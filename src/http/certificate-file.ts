import { createPrivateKey, X509Certificate } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../base/clock.ts";
import { messageOf, UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { type Certificate, createCertificate } from "./certificate.ts";

export interface CertificateFileOptions {
  /** The state directory. */
  readonly directory: string;
  /** Host names and addresses beside localhost, 127.0.0.1 and ::1. */
  readonly names: readonly string[];
  readonly clock: Clock;
  readonly random: (size: number) => Uint8Array;
  readonly logger: Logger;
}

export interface StoredCertificate extends Certificate {
  /** Where the certificate lies, for clients that want to verify it. */
  readonly path: string;
  /** SHA-256 in hexadecimal with colons. */
  readonly fingerprint: string;
}

const day = 86_400_000;
const lifetime = 3650 * day;
const renewBefore = 30 * day;

/** The agent's own certificate from the state directory; made anew when missing, damaged or about to expire. */
export async function loadCertificate(options: CertificateFileOptions): Promise<StoredCertificate> {
  const path = join(options.directory, "https-certificate.pem");
  const keyPath = join(options.directory, "https-key.pem");
  try {
    const [key, certificate] = await Promise.all([readFile(keyPath, "utf8"), readFile(path, "utf8")]);
    return { key, certificate, path, fingerprint: check(key, certificate, options.clock.wall()) };
  } catch (error) {
    const fresh = (error as NodeJS.ErrnoException).code === "ENOENT";
    const facts = { path, why: fresh ? "there was none" : messageOf(error) };
    options.logger[fresh ? "info" : "warn"](facts, "a new HTTPS certificate is made");
  }
  const now = options.clock.wall();
  const made = await createCertificate({
    names: ["localhost", "127.0.0.1", "::1", ...options.names.filter(isUsableName)],
    notBefore: now - day,
    notAfter: now + lifetime,
    serial: options.random(16),
  });
  await writePrivate(keyPath, made.key);
  await writePrivate(path, made.certificate);
  return { ...made, path, fingerprint: check(made.key, made.certificate, now) };
}

/** Throws when key and certificate do not belong together or are not good for another while. */
export function check(key: string, certificate: string, now: number): string {
  const parsed = new X509Certificate(certificate);
  const unusable = (why: string) => new UsageError("E_CERTIFICATE", `the HTTPS certificate ${why}`);
  if (!parsed.checkPrivateKey(createPrivateKey(key))) throw unusable("does not belong to its key");
  if (parsed.validToDate.getTime() < now + renewBefore) throw unusable(`is valid only until ${parsed.validTo}`);
  if (parsed.validFromDate.getTime() > now + day) throw unusable(`is not valid before ${parsed.validFrom}`);
  return parsed.fingerprint256;
}

function isUsableName(name: string): boolean {
  return /^[A-Za-z0-9_.:-]{1,253}$/.test(name);
}

async function writePrivate(path: string, text: string): Promise<void> {
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}
