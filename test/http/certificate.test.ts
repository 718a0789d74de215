import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createCertificate } from "../../src/http/certificate.ts";
import { requires } from "../support/requires.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { certificateFor } from "./http-fixture.ts";

const names = ["localhost", "127.0.0.1", "::1", "shelf-7.example.net", "2001:db8::a:1"];

test("the certificate says what it is for, as Node reads it", async () => {
  const { certificate, key } = await certificateFor(names);
  const parsed = new X509Certificate(certificate);
  expect(parsed.ca).toBe(false);
  expect(parsed.subject).toBe("O=hpi-agent\nCN=localhost");
  expect(parsed.issuer).toBe(parsed.subject);
  for (const name of ["localhost", "shelf-7.example.net"]) expect(parsed.checkHost(name)).toBe(name);
  for (const address of ["127.0.0.1", "::1", "2001:db8::a:1"]) expect(parsed.checkIP(address)).toBe(address);
  expect(parsed.checkHost("other.example.net")).toBeUndefined();
  expect(parsed.checkIP("127.0.0.2")).toBeUndefined();
  expect(parsed.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: "prime256v1" });
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(key).toContain("PRIVATE KEY");
});

test("dates survive the change of their encoding in 2050", async () => {
  const options = { names, serial: new Uint8Array(16).fill(255) };
  const notBefore = Date.UTC(2049, 11, 31, 23, 59, 59);
  const notAfter = Date.UTC(2051, 0, 2, 3, 4, 5);
  const { certificate } = await createCertificate({ ...options, notBefore, notAfter });
  const parsed = new X509Certificate(certificate);
  expect(parsed.validFromDate.getTime()).toBe(notBefore);
  expect(parsed.validToDate.getTime()).toBe(notAfter);
  expect(parsed.serialNumber).toBe("FF".repeat(16));
});

requires("openssl").it("OpenSSL finds nothing wrong with it", async () => {
  const directory = await temporaryDirectory();
  const { certificate } = await certificateFor(names);
  const file = join(directory, "certificate.pem");
  await writeFile(file, certificate);
  const verified = spawnSync("openssl", ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", file, file]);
  expect(`${verified.stdout}${verified.stderr}`).toContain(": OK");
  const text = spawnSync("openssl", ["x509", "-in", file, "-noout", "-text"]).stdout.toString();
  expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:FALSE/);
  expect(text).toMatch(/X509v3 Key Usage: critical\s+Digital Signature/);
  expect(text).toMatch(/X509v3 Extended Key Usage:\s+TLS Web Server Authentication/);
  expect(text).toContain(
    "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:shelf-7.example.net, IP Address:2001:DB8:0:0:0:0:A:1",
  );
  expect(text).toContain("ASN1 OID: prime256v1");
  expect(text).toContain("Version: 3 (0x2)");
  expect(await readFile(file, "utf8")).toBe(certificate);
  expect((await stat(file)).size).toBeLessThan(1200);
});
