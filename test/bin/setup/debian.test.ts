import { describe, expect, it } from "vitest";
import { aptCommand, missingPackages } from "../../../bin/setup/debian.mjs";

describe("Debian packages", () => {
  it("are named for every purpose when nothing is there", () => {
    expect(missingPackages("start", "/nonexistent", [])).toEqual(["openipmi"]);
    expect(missingPackages("test", "/nonexistent", [])).toEqual(
      expect.arrayContaining(["openipmi", "ipmitool", "freeipmi-tools", "snmp", "snmpd"]),
    );
  });

  it("are not asked for by a purpose that needs none", () => {
    expect(missingPackages("check", "/nonexistent", [])).toEqual([]);
  });

  it("are installed by one command that asks nothing", () => {
    expect(aptCommand(["openipmi", "snmp"])).toMatch(/apt-get install -y --no-install-recommends openipmi snmp$/);
  });
});
