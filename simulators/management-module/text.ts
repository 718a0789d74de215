/** How BLADE-MIB writes what it measures. */

/** `sddd.dd Centigrade`, blank for positive and for leading zeroes. */
export function centigrade(value: number): string {
  return `${value.toFixed(2).padStart(7)} Centigrade`;
}

/** `sdd.dd Volts`, always with its sign. */
export function volts(value: number): string {
  return `${value < 0 ? "-" : "+"}${Math.abs(value).toFixed(2).padStart(5)} Volts`;
}

/** `ddd% of maximum`. */
export function percentOfMaximum(value: number, maximum: number): string {
  return `${String(Math.min(100, Math.round((100 * value) / maximum))).padStart(3)}% of maximum`;
}

export function watts(value: number): string {
  return `${Math.round(value)}W`;
}

/** Ones and zeroes, bay 1 first. */
export function bitmap(installed: readonly boolean[]): string {
  return installed.map((there) => (there ? "1" : "0")).join("");
}

/** `MM/DD/YYYY` and `hh:mm:ss` in UTC. */
export function dateAndTime(wall: number): { readonly date: string; readonly time: string } {
  const [date = "", time = ""] = new Date(wall).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return { date: `${month}/${day}/${year}`, time: time.slice(0, 8) };
}
