/** HPI severities, worst first. Source: SAI-HPI-B.03.02 SaHpiSeverityT. */
export const severities = ["critical", "major", "minor", "informational", "ok", "debug"] as const;
export type Severity = (typeof severities)[number];

/** True for what raises an alarm: minor and worse. */
export function isAlarming(severity: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf("minor");
}

export function worstSeverity(all: Iterable<Severity>): Severity {
  let worst: Severity = "ok";
  for (const severity of all) if (severities.indexOf(severity) < severities.indexOf(worst)) worst = severity;
  return worst;
}
