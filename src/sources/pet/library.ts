/** What this source uses of the net-snmp package. */
export interface NetSnmp {
  createReceiver(
    options: {
      readonly port: number;
      readonly address: string;
      readonly transport: "udp4" | "udp6";
      readonly disableAuthorization: boolean;
      /** Used in place of node:dgram. */
      readonly dgramModule: { createSocket(family: "udp4" | "udp6"): unknown };
    },
    arrived: (error: Error | null, notification: Notification) => void,
  ): {
    getAuthorizer(): { addCommunity(community: string): void };
    close(closed: () => void): void;
  };
}

/** A trap as the package hands it over; anything may be missing. */
export interface Notification {
  readonly pdu?: {
    readonly enterprise?: unknown;
    readonly generic?: unknown;
    readonly specific?: unknown;
    readonly varbinds?: readonly { readonly oid?: unknown; readonly value?: unknown }[];
  };
}

/** Loads the package, which costs memory only where traps are received. */
export async function loadNetSnmp(): Promise<NetSnmp> {
  // @ts-expect-error: the package has no types.
  const { default: library } = (await import("net-snmp")) as { default: NetSnmp };
  return library;
}
