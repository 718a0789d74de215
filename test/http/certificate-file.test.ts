import { execFile } from "node:child_process";
import { randomBytes, X509Certificate } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ManualClock } from "../../src/base/clock.ts";
import { silentLogger } from "../../src/base/logger.ts";
import { loadCertificate } from "../../src/http/certificate-file.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { certificateFor } from "./http-fixture.ts";

function load(directory: string, clock = new ManualClock(), names: readonly string[] = ["shelf-7", "192.0.2.7"]) {
  return loadCertificate({ directory, names, clock, random: randomBytes, logger: silentLogger });
}

test("the certificate is made once and kept, key and certificate for their owner only", async () => {
  const directory = await temporaryDirectory();
  const first = await load(directory);
  expect(await load(directory)).toEqual(first);
  expect(first.path).toBe(join(directory, "https-certificate.pem"));
  expect(await readFile(first.path, "utf8")).toBe(first.certificate);
  for (const file of ["https-certificate.pem", "https-key.pem"]) {
    expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
  }
  const parsed = new X509Certificate(first.certificate);
  for (const name of ["localhost", "shelf-7"]) expect(parsed.checkHost(name)).toBe(name);
  for (const address of ["127.0.0.1", "::1", "192.0.2.7"]) expect(parsed.checkIP(address)).toBe(address);
  expect(first.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
});

test.each([
  ["a damaged certificate", "https-certificate.pem", "rubbish"],
  ["a damaged key", "https-key.pem", "rubbish"],
])("%s is replaced by a new pair", async (_name, file, content) => {
  const directory = await temporaryDirectory();
  const first = await load(directory);
  await writeFile(join(directory, file), content);
  const second = await load(directory);
  expect(second.fingerprint).not.toBe(first.fingerprint);
  expect(await load(directory)).toEqual(second);
  expect(await readFile(join(directory, `${file}.unused`), "utf8")).toBe(content);
});

test("a key that belongs to another certificate is replaced", async () => {
  const directory = await temporaryDirectory();
  const first = await load(directory);
  await writeFile(join(directory, "https-key.pem"), (await certificateFor()).key);
  expect((await load(directory)).fingerprint).not.toBe(first.fingerprint);
});

test("a certificate about to expire, or from the future, is replaced", async () => {
  const directory = await temporaryDirectory();
  const clock = new ManualClock();
  const first = await load(directory, clock);
  clock.jumpWall(3600 * 86_400_000);
  expect((await load(directory, clock)).fingerprint).toBe(first.fingerprint);
  clock.jumpWall(30 * 86_400_000);
  const second = await load(directory, clock);
  expect(second.fingerprint).not.toBe(first.fingerprint);
  clock.jumpWall(-3630 * 86_400_000);
  expect((await load(directory, clock)).fingerprint).not.toBe(second.fingerprint);
});

test("a machine that forgets the time keeps its certificate, or makes one that is good once it has the time", async () => {
  const directory = await temporaryDirectory();
  const today = Date.UTC(2027, 5, 1);
  const first = await load(directory, new ManualClock(today));
  expect(await load(directory, new ManualClock(0))).toEqual(first);
  const other = await temporaryDirectory();
  const made = await load(other, new ManualClock(0));
  expect(await load(other, new ManualClock(today))).toEqual(made);
});

/** A pair of somebody else, good until a day that has passed on the clock. */
async function foreignPair(): Promise<{ key: string; certificate: string }> {
  const directory = await temporaryDirectory();
  const [key, certificate] = [join(directory, "key"), join(directory, "certificate")];
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"],
    ...["-subj", "/O=Example/CN=shelf-7.example", "-keyout", key, "-out", certificate],
  ]);
  return { key: await readFile(key, "utf8"), certificate: await readFile(certificate, "utf8") };
}

requires("openssl").it(
  "a certificate that was put in the place of the agent's own stays there, also when it expires",
  async () => {
    const directory = await temporaryDirectory();
    await load(directory);
    const { key, certificate } = await foreignPair();
    await writeFile(join(directory, "https-key.pem"), key);
    await writeFile(join(directory, "https-certificate.pem"), certificate);
    const stored = await load(directory, new ManualClock(Date.now()));
    expect(stored).toMatchObject({ key, certificate, fingerprint: new X509Certificate(certificate).fingerprint256 });
    expect(await load(directory, new ManualClock(Date.now() + 365 * 86_400_000))).toEqual(stored);
    expect(await readFile(join(directory, "https-key.pem"), "utf8")).toBe(key);
  },
);

requires("openssl").it("a key that cannot be used is set aside, not lost", async () => {
  const directory = await temporaryDirectory();
  const { certificate } = await foreignPair();
  await writeFile(join(directory, "https-certificate.pem"), certificate);
  expect((await load(directory)).certificate).not.toBe(certificate);
  expect(await readFile(join(directory, "https-certificate.pem.unused"), "utf8")).toBe(certificate);
});

test("a host name that is none does not get into the certificate", async () => {
  const { certificate } = await load(await temporaryDirectory(), new ManualClock(), ["bad name\n", "", "good.example"]);
  const { subjectAltName } = new X509Certificate(certificate);
  expect(subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:good.example");
});
