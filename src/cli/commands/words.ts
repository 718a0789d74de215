import type { Cell, Colour } from "../screen.ts";

const colourOf: Readonly<Record<string, Colour>> = {
  critical: "red",
  major: "red",
  minor: "yellow",
  informational: "cyan",
  ok: "green",
  cleared: "green",
};

export function severityCell(severity: string): Cell {
  const colour = colourOf[severity];
  return colour === undefined ? severity : { text: severity, colour };
}

/** As people read it: of a fraction six significant digits at most. */
export function valueText(value: number | null, unit: string | null): string {
  if (value === null) return "";
  const number = String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
  return unit === null || unit === "" ? number : `${number} ${unit}`;
}

/** E.g. `0.4 s`, `12 s`, `3 min`, `5 h`, `2 d`. */
export function ageText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** Universal time without the decoration, e.g. `2026-01-01 00:00:00`. */
export function timeText(time: string | null): string {
  return time === null ? "-" : time.slice(0, 19).replace("T", " ");
}
