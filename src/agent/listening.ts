import { messageOf, UsageError } from "../base/errors.ts";

/** A door that listens, and how its user calls it. */
export interface ListeningDoor {
  readonly name: string;
  /** Its slice of the configuration. */
  readonly key: string;
  /** The option of the command line that overrides the port. */
  readonly option: string;
  readonly host: string;
  readonly port: number;
}

/** Starts a door; when it cannot have its address, UsageError `E_LISTEN` says what to do about it. */
export async function listening<T>(door: ListeningDoor, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const code = codeOf(error) ?? codeOf((error as { cause?: unknown } | null)?.cause);
    const advice = code === undefined ? undefined : adviceFor(code, door);
    if (advice === undefined) throw error;
    const { name, host, port } = door;
    const text = `cannot listen on ${host} port ${port} for ${name}: ${advice}`;
    throw new UsageError("E_LISTEN", text, { host, port, reason: messageOf(error) }, { cause: error });
  }
}

function adviceFor(code: string, { key, option }: ListeningDoor): string | undefined {
  switch (code) {
    case "EADDRINUSE":
      return `another program has it; choose another port with ${option} N or ${key}.port, or end that program`;
    case "EACCES":
      return `not permitted; ports below 1024 need root or CAP_NET_BIND_SERVICE, or choose one with ${option} N or ${key}.port`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EINVAL":
      return `this machine has no such address; correct ${key}.host`;
    default:
      return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  // Codes of the system begin so; ours begin with E_.
  return typeof code === "string" && /^E[A-Z]/.test(code) ? code : undefined;
}
