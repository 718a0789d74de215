/** Generic event/reading types: IPMI 2.0 table 42-2. Severities are ours: the standard gives none. */
import type { StateTable } from "./state-table.ts";

export const genericStates: Readonly<Record<number, { readonly name: string; readonly states: StateTable }>> = {
  0x02: {
    name: "usage",
    states: { 0: ["transition-to-idle", "ok"], 1: ["transition-to-active", "ok"], 2: ["transition-to-busy", "ok"] },
  },
  0x03: { name: "state", states: { 0: ["state-deasserted", "ok"], 1: ["state-asserted", "informational"] } },
  0x04: {
    name: "predictive-failure",
    states: { 0: ["predictive-failure-deasserted", "ok"], 1: ["predictive-failure-asserted", "minor"] },
  },
  0x05: { name: "limit", states: { 0: ["limit-not-exceeded", "ok"], 1: ["limit-exceeded", "major"] } },
  0x06: { name: "performance", states: { 0: ["performance-met", "ok"], 1: ["performance-lags", "minor"] } },
  0x07: {
    name: "severity",
    states: {
      0: ["transition-to-ok", "ok"],
      1: ["non-critical-from-ok", "minor"],
      2: ["critical-from-less-severe", "major"],
      3: ["non-recoverable-from-less-severe", "critical"],
      4: ["non-critical-from-more-severe", "minor"],
      5: ["critical-from-non-recoverable", "major"],
      6: ["non-recoverable", "critical"],
      7: ["monitor", "informational"],
      8: ["informational", "informational"],
    },
  },
  0x08: { name: "presence", states: { 0: ["device-absent", "informational"], 1: ["device-present", "ok"] } },
  0x09: { name: "enable", states: { 0: ["device-disabled", "informational"], 1: ["device-enabled", "ok"] } },
  0x0a: {
    name: "availability",
    states: {
      0: ["running", "ok"],
      1: ["in-test", "informational"],
      2: ["power-off", "informational"],
      3: ["on-line", "ok"],
      4: ["off-line", "informational"],
      5: ["off-duty", "informational"],
      6: ["degraded", "minor"],
      7: ["power-save", "informational"],
      8: ["install-error", "major"],
    },
  },
  0x0b: {
    name: "redundancy",
    states: {
      0: ["fully-redundant", "ok"],
      1: ["redundancy-lost", "major"],
      2: ["redundancy-degraded", "minor"],
      3: ["non-redundant-sufficient-from-redundant", "minor"],
      4: ["non-redundant-sufficient-from-insufficient", "minor"],
      5: ["non-redundant-insufficient", "major"],
      6: ["redundancy-degraded-from-full", "minor"],
      7: ["redundancy-degraded-from-non-redundant", "minor"],
    },
  },
  0x0c: {
    name: "acpi-power-state",
    states: { 0: ["d0", "ok"], 1: ["d1", "informational"], 2: ["d2", "informational"], 3: ["d3", "informational"] },
  },
};
