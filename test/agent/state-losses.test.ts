import { expect, it } from "vitest";
import { StateLosses } from "../../src/agent/state-losses.ts";
import { memoryDomain } from "../support/memory-domain.ts";

it("raises an alarm for each lost file that matters, whether it was lost before or after the model began", async () => {
  const losses = new StateLosses();
  losses.tell("snmp-engine", "the checksum does not match");
  losses.tell("sdr-shelf-20-main", "a cache");
  const { domain, clock } = await memoryDomain();
  losses.raiseOn(domain);
  losses.tell("accounts", "the header is missing");
  await clock.advance(0);
  expect(domain.alarms().map(({ condition, severity, text }) => ({ condition, severity, text }))).toEqual([
    {
      condition: "agent:state-lost:snmp-engine",
      severity: "major",
      text: "snmp-engine.json is lost (the checksum does not match): the SNMP engine has a new id, which managers have to learn",
    },
    {
      condition: "agent:state-lost:accounts",
      severity: "major",
      text: "accounts.json is lost (the header is missing): no account is left; only the local socket lets anybody in",
    },
  ]);
});
