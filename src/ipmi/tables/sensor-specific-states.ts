/** Sensor-specific offsets by sensor type: IPMI 2.0 table 42-3; F0h to F2h: PICMG 3.0, AMC.0. Severities are ours. */
import type { StateTable } from "./state-table.ts";

export const sensorSpecificStates: Readonly<Record<number, StateTable>> = {
  // physical security
  0x05: {
    0: ["general-chassis-intrusion", "minor"],
    1: ["drive-bay-intrusion", "minor"],
    2: ["io-card-area-intrusion", "minor"],
    3: ["processor-area-intrusion", "minor"],
    4: ["lan-leash-lost", "minor"],
    5: ["unauthorized-dock", "minor"],
    6: ["fan-area-intrusion", "minor"],
  },
  // platform security violation
  0x06: {
    0: ["secure-mode-violation", "minor"],
    1: ["user-password-violation", "minor"],
    2: ["setup-password-violation", "minor"],
    3: ["network-boot-password-violation", "minor"],
    4: ["other-pre-boot-password-violation", "minor"],
    5: ["out-of-band-password-violation", "minor"],
  },
  // processor
  0x07: {
    0: ["internal-error", "critical"],
    1: ["thermal-trip", "critical"],
    2: ["bist-failure", "major"],
    3: ["hang-in-post", "major"],
    4: ["startup-failure", "major"],
    5: ["configuration-error", "major"],
    6: ["uncorrectable-error", "critical"],
    7: ["presence-detected", "ok"],
    8: ["disabled", "minor"],
    9: ["terminator-presence-detected", "ok"],
    10: ["automatically-throttled", "minor"],
    11: ["machine-check-exception", "critical"],
    12: ["correctable-machine-check", "minor"],
  },
  // power supply
  0x08: {
    0: ["presence-detected", "ok"],
    1: ["failure-detected", "major"],
    2: ["predictive-failure", "minor"],
    3: ["input-lost", "major"],
    4: ["input-lost-or-out-of-range", "major"],
    5: ["input-out-of-range", "minor"],
    6: ["configuration-error", "major"],
    7: ["inactive", "informational"],
  },
  // power unit
  0x09: {
    0: ["power-off", "informational"],
    1: ["power-cycle", "informational"],
    2: ["240-va-power-down", "major"],
    3: ["interlock-power-down", "informational"],
    4: ["input-lost", "major"],
    5: ["soft-power-control-failure", "major"],
    6: ["failure-detected", "major"],
    7: ["predictive-failure", "minor"],
  },
  // memory
  0x0c: {
    0: ["correctable-error", "minor"],
    1: ["uncorrectable-error", "critical"],
    2: ["parity-error", "critical"],
    3: ["scrub-failed", "major"],
    4: ["device-disabled", "minor"],
    5: ["correctable-error-limit-reached", "minor"],
    6: ["presence-detected", "ok"],
    7: ["configuration-error", "major"],
    8: ["spare", "informational"],
    9: ["automatically-throttled", "minor"],
    10: ["critical-overtemperature", "critical"],
  },
  // drive slot
  0x0d: {
    0: ["drive-present", "ok"],
    1: ["drive-fault", "major"],
    2: ["predictive-failure", "minor"],
    3: ["hot-spare", "ok"],
    4: ["consistency-check", "informational"],
    5: ["in-critical-array", "major"],
    6: ["in-failed-array", "critical"],
    7: ["rebuild-in-progress", "informational"],
    8: ["rebuild-aborted", "major"],
  },
  // system firmware progress
  0x0f: {
    0: ["firmware-error", "major"],
    1: ["firmware-hang", "critical"],
    2: ["firmware-progress", "informational"],
  },
  // event logging disabled
  0x10: {
    0: ["correctable-memory-error-logging-disabled", "minor"],
    1: ["event-type-logging-disabled", "minor"],
    2: ["log-cleared", "informational"],
    3: ["all-event-logging-disabled", "major"],
    4: ["sel-full", "major"],
    5: ["sel-almost-full", "minor"],
    6: ["correctable-machine-check-logging-disabled", "minor"],
  },
  // watchdog 1
  0x11: {
    0: ["bios-reset", "major"],
    1: ["os-reset", "major"],
    2: ["os-shut-down", "major"],
    3: ["os-power-down", "major"],
    4: ["os-power-cycle", "major"],
    5: ["os-nmi", "major"],
    6: ["os-expired", "minor"],
    7: ["os-pre-timeout", "minor"],
  },
  // system event
  0x12: {
    0: ["system-reconfigured", "informational"],
    1: ["oem-system-boot", "informational"],
    2: ["undetermined-hardware-failure", "critical"],
    3: ["auxiliary-log-entry-added", "informational"],
    4: ["pef-action", "informational"],
    5: ["timestamp-clock-synchronized", "informational"],
  },
  // critical interrupt
  0x13: {
    0: ["front-panel-nmi", "critical"],
    1: ["bus-timeout", "major"],
    2: ["io-channel-check-nmi", "critical"],
    3: ["software-nmi", "critical"],
    4: ["pci-parity-error", "major"],
    5: ["pci-system-error", "critical"],
    6: ["eisa-fail-safe-timeout", "major"],
    7: ["bus-correctable-error", "minor"],
    8: ["bus-uncorrectable-error", "critical"],
    9: ["fatal-nmi", "critical"],
    10: ["bus-fatal-error", "critical"],
    11: ["bus-degraded", "minor"],
  },
  // button
  0x14: {
    0: ["power-button-pressed", "informational"],
    1: ["sleep-button-pressed", "informational"],
    2: ["reset-button-pressed", "informational"],
    3: ["fru-latch-open", "informational"],
    4: ["fru-service-request", "informational"],
  },
  // chip set
  0x19: {
    0: ["soft-power-control-failure", "major"],
    1: ["thermal-trip", "critical"],
  },
  // cable or interconnect
  0x1b: {
    0: ["connected", "ok"],
    1: ["configuration-error", "major"],
  },
  // system boot initiated
  0x1d: {
    0: ["power-up", "informational"],
    1: ["hard-reset", "informational"],
    2: ["warm-reset", "informational"],
    3: ["pxe-boot-requested", "informational"],
    4: ["automatic-boot-to-diagnostic", "informational"],
    5: ["os-hard-reset", "informational"],
    6: ["os-warm-reset", "informational"],
    7: ["system-restart", "informational"],
  },
  // boot error
  0x1e: {
    0: ["no-bootable-media", "major"],
    1: ["non-bootable-diskette", "minor"],
    2: ["pxe-server-not-found", "minor"],
    3: ["invalid-boot-sector", "major"],
    4: ["boot-source-selection-timeout", "minor"],
  },
  // OS boot
  0x1f: {
    0: ["a-drive-boot-completed", "informational"],
    1: ["c-drive-boot-completed", "informational"],
    2: ["pxe-boot-completed", "informational"],
    3: ["diagnostic-boot-completed", "informational"],
    4: ["cd-rom-boot-completed", "informational"],
    5: ["rom-boot-completed", "informational"],
    6: ["boot-completed", "informational"],
    7: ["installation-started", "informational"],
    8: ["installation-completed", "informational"],
    9: ["installation-aborted", "minor"],
    10: ["installation-failed", "major"],
  },
  // OS stop
  0x20: {
    0: ["critical-stop-during-load", "critical"],
    1: ["run-time-critical-stop", "critical"],
    2: ["graceful-stop", "informational"],
    3: ["graceful-shutdown", "informational"],
    4: ["pef-soft-shutdown", "informational"],
    5: ["agent-not-responding", "minor"],
  },
  // slot or connector
  0x21: {
    0: ["fault", "major"],
    1: ["identify", "informational"],
    2: ["device-installed", "ok"],
    3: ["ready-for-installation", "informational"],
    4: ["ready-for-removal", "informational"],
    5: ["power-off", "informational"],
    6: ["removal-request", "informational"],
    7: ["interlock", "informational"],
    8: ["disabled", "informational"],
    9: ["spare-device", "informational"],
  },
  // system ACPI power state
  0x22: {
    0: ["s0-working", "ok"],
    1: ["s1-sleeping", "informational"],
    2: ["s2-sleeping", "informational"],
    3: ["s3-sleeping", "informational"],
    4: ["s4-suspend-to-disk", "informational"],
    5: ["s5-soft-off", "informational"],
    6: ["s4-or-s5-soft-off", "informational"],
    7: ["mechanical-off", "informational"],
    8: ["s1-to-s3-sleeping", "informational"],
    9: ["g1-sleeping", "informational"],
    10: ["s5-by-override", "informational"],
    11: ["legacy-on", "ok"],
    12: ["legacy-off", "informational"],
    14: ["unknown", "informational"],
  },
  // watchdog 2
  0x23: {
    0: ["timer-expired", "minor"],
    1: ["hard-reset", "major"],
    2: ["power-down", "major"],
    3: ["power-cycle", "major"],
    8: ["timer-interrupt", "minor"],
  },
  // platform alert
  0x24: {
    0: ["page-generated", "informational"],
    1: ["lan-alert-generated", "informational"],
    2: ["platform-event-trap-generated", "informational"],
    3: ["snmp-trap-generated", "informational"],
  },
  // entity presence
  0x25: {
    0: ["entity-present", "ok"],
    1: ["entity-absent", "informational"],
    2: ["entity-disabled", "informational"],
  },
  // LAN
  0x27: {
    0: ["heartbeat-lost", "major"],
    1: ["heartbeat", "ok"],
  },
  // management subsystem health
  0x28: {
    0: ["sensor-access-degraded", "minor"],
    1: ["controller-access-degraded", "minor"],
    2: ["controller-off-line", "major"],
    3: ["controller-unavailable", "major"],
    4: ["sensor-failure", "major"],
    5: ["fru-failure", "major"],
  },
  // battery
  0x29: {
    0: ["low", "minor"],
    1: ["failed", "major"],
    2: ["presence-detected", "ok"],
  },
  // session audit
  0x2a: {
    0: ["session-activated", "informational"],
    1: ["session-deactivated", "informational"],
    2: ["invalid-user-or-password", "minor"],
    3: ["user-disabled-by-invalid-passwords", "minor"],
  },
  // version change
  0x2b: {
    0: ["hardware-change", "informational"],
    1: ["firmware-change", "informational"],
    2: ["hardware-incompatible", "major"],
    3: ["firmware-incompatible", "major"],
    4: ["unsupported-hardware-version", "major"],
    5: ["unsupported-firmware-version", "major"],
    6: ["hardware-change-successful", "informational"],
    7: ["firmware-change-successful", "informational"],
  },
  // FRU state
  0x2c: {
    0: ["not-installed", "informational"],
    1: ["inactive", "informational"],
    2: ["activation-requested", "informational"],
    3: ["activation-in-progress", "informational"],
    4: ["active", "ok"],
    5: ["deactivation-requested", "informational"],
    6: ["deactivation-in-progress", "informational"],
    7: ["communication-lost", "major"],
  },
  // FRU hot swap (PICMG 3.0)
  0xf0: {
    0: ["m0", "informational"],
    1: ["m1", "informational"],
    2: ["m2", "informational"],
    3: ["m3", "informational"],
    4: ["m4", "ok"],
    5: ["m5", "informational"],
    6: ["m6", "informational"],
    7: ["m7", "major"],
  },
  // IPMB physical link (PICMG 3.0)
  0xf1: {
    0: ["ipmb-a-disabled-ipmb-b-disabled", "major"],
    1: ["ipmb-a-enabled-ipmb-b-disabled", "minor"],
    2: ["ipmb-a-disabled-ipmb-b-enabled", "minor"],
    3: ["ipmb-a-enabled-ipmb-b-enabled", "ok"],
  },
  // module hot swap (AMC.0)
  0xf2: {
    0: ["handle-closed", "ok"],
    1: ["handle-opened", "informational"],
    2: ["quiesced", "informational"],
    3: ["backend-power-failure", "major"],
    4: ["backend-power-shut-down", "informational"],
  },
};
