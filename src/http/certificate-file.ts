import { createPrivateKey, X509Certificate } from "node:crypto";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import type { Clock } from "../base/clock.ts";
import { messageOf, UsageError } from "../base/errors.ts";
import type { Logger } from "../base/logger.ts";
import { type Certificate, createCertificate, organization } from "./certificate.ts";

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
/** A clock before this has not been set since the machine was switched on. */
const unsetBefore = Date.UTC(2026, 0, 1);

/**
 * The certificate in the state directory: the agent's own, made anew when it is missing or about to expire, or one that
 * was put there in its place. What cannot be used is set aside.
 */
export async function loadCertificate(options: CertificateFileOptions): Promise<StoredCertificate> {
  const path = join(options.directory, "https-certificate.pem");
  const keyPath = join(options.directory, "https-key.pem");
  const clockIsSet = options.clock.wall() >= unsetBefore;
  const now = clockIsSet ? options.clock.wall() : unsetBefore;
  try {
    const [key, certificate] = await Promise.all([readFile(keyPath, "utf8"), readFile(path, "utf8")]);
    const parsed = parse(key, certificate);
    const why = clockIsSet ? outOfDate(parsed, now) : undefined;
    const stored = { key, certificate, path, fingerprint: parsed.fingerprint256 };
    if (why === undefined) return stored;
    if (!isOwn(parsed)) {
      options.logger.warn({ path, why }, "the HTTPS certificate wants replacing; it was not made by the agent");
      return stored;
    }
    options.logger.warn({ path, why }, "a new HTTPS certificate is made");
  } catch (error) {
    const fresh = (error as NodeJS.ErrnoException).code === "ENOENT";
    const facts = { path, why: fresh ? "there was none" : messageOf(error) };
    options.logger[fresh ? "info" : "warn"](facts, "a new HTTPS certificate is made");
    for (const file of [keyPath, path]) await setAside(file);
  }
  const made = await createCertificate({
    names: ["localhost", "127.0.0.1", "::1", ...options.names.filter(isUsableName)],
    notBefore: now - day,
    notAfter: now + lifetime,
    serial: options.random(16),
  });
  await writePrivate(keyPath, made.key);
  await writePrivate(path, made.certificate);
  return { ...made, path, fingerprint: parse(made.key, made.certificate).fingerprint256 };
}

/** Throws when TLS cannot be spoken with them. */
function parse(key: string, certificate: string): X509Certificate {
  const parsed = new X509Certificate(certificate);
  if (!parsed.checkPrivateKey(createPrivateKey(key))) {
    throw new UsageError("E_CERTIFICATE", "the HTTPS certificate does not belong to its key");
  }
  createSecureContext({ key, cert: certificate });
  return parsed;
}

/** Why a certificate is not good for another while. */
function outOfDate(certificate: X509Certificate, now: number): string | undefined {
  if (certificate.validToDate.getTime() < now + renewBefore) return `it is valid only until ${certificate.validTo}`;
  if (certificate.validFromDate.getTime() > now + day) return `it is not valid before ${certificate.validFrom}`;
  return undefined;
}

function isOwn({ subject, issuer }: X509Certificate): boolean {
  return subject === issuer && subject.startsWith(`O=${organization}\n`);
}

async function setAside(path: string): Promise<void> {
  try {
    await rename(path, `${path}.unused`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
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
