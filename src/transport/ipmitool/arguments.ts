/** How ipmitool reaches the controller: over LAN with RMCP+. For the local one there is the transport to the kernel's device. */
export interface IpmitoolInterface {
  readonly kind: "lanplus";
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Cipher suite ID, IPMI 2.0 table 22-20. Default 3; given, ipmitool need not ask for the list. */
  readonly cipherSuite?: number | undefined;
  readonly privilege?: "USER" | "OPERATOR" | "ADMINISTRATOR" | undefined;
}

/** ipmitool's own repetitions on a LAN: seconds between them, and how often it sends. */
export interface Retransmission {
  readonly intervalSeconds: number;
  readonly attempts: number;
}

/** Channel to bridge through and destination LUN: fixed when a process starts. */
export interface Route {
  readonly channel: number;
  readonly lun: number;
}

/** Arguments for an interactive shell. The password is not among them. */
export function argumentsFor(way: IpmitoolInterface, route: Route, retransmission: Retransmission): string[] {
  return [
    ...["-I", way.kind, "-H", way.host, "-p", String(way.port), "-U", way.user, "-E"],
    ...["-C", String(way.cipherSuite ?? 3), "-L", way.privilege ?? "ADMINISTRATOR"],
    ...["-N", String(retransmission.intervalSeconds), "-R", String(retransmission.attempts)],
    ...["-b", String(route.channel), "-l", String(route.lun), "shell"],
  ];
}

/**
 * The whole environment of the process. readline shall not wrap or redraw the lines it echoes, read a user's settings
 * or translate messages.
 */
export function environmentFor(way: IpmitoolInterface, searchPath: string): Record<string, string> {
  const quiet = { PATH: searchPath, HOME: "/", LC_ALL: "C", TERM: "dumb", COLUMNS: "4000", INPUTRC: "/dev/null" };
  return { ...quiet, IPMITOOL_PASSWORD: way.password };
}
