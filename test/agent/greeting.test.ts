import { describe, expect, it } from "vitest";
import { type Greeting, greeting } from "../../src/agent/greeting.ts";

const details: Greeting["details"] = {
  state: "ready",
  pid: 1,
  boot: "b",
  rest: { url: "https://127.0.0.1:8443", user: "admin", password: "pw", certificate: "/var/lib/my agent's/c.pem" },
  snmp: null,
  simulator: null,
};
const plain: Greeting = { details, stateDirectory: "/var/lib/my agent's", found: true, simulation: null };

describe("the greeting", () => {
  it("quotes paths, so that its commands can be pasted", () => {
    const lines = greeting({ ...plain, found: false }).join("\n");
    expect(lines).toContain(`curl --cacert '/var/lib/my agent'\\''s/c.pem' -u admin:pw https://`);
    expect(lines).toContain(`tree --state-directory '/var/lib/my agent'\\''s'`);
  });

  it("names the state directory only where the command line would not look", () => {
    expect(greeting(plain).join("\n")).toContain("bin/hpi-agent tree, sensors");
    expect(greeting({ ...plain, found: false, stateDirectory: "/srv/x" }).join("\n")).toContain(
      "bin/hpi-agent tree --state-directory /srv/x, sensors",
    );
  });

  it("leaves the user to the reader where it knows none", () => {
    const rest = { ...details.rest!, user: null, password: null };
    expect(greeting({ ...plain, details: { ...details, rest } }).join("\n")).toContain(" -u USER https://");
  });
});
