/** How bad a state is unless configured otherwise. */
export type DefaultSeverity = "critical" | "major" | "minor" | "informational" | "ok";

/** States of discrete sensors by offset. */
export type StateTable = Readonly<Record<number, readonly [name: string, severity: DefaultSeverity]>>;
