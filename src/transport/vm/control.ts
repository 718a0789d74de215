/** Control sequences of OpenIPMI's VM serial interface. */

const code = {
  noAttention: 0x00,
  attention: 0x01,
  attentionWithInterrupt: 0x02,
  powerOff: 0x03,
  reset: 0x04,
  enableInterrupt: 0x05,
  disableInterrupt: 0x06,
  nmi: 0x07,
  capabilities: 0x08,
  gracefulShutdown: 0x09,
  version: 0xff,
} as const;

/** What the controller asks of the machine behind the interface. */
export type HostRequest = "powerOff" | "reset" | "nmi" | "gracefulShutdown";

export type VmControl =
  | { readonly kind: "version"; readonly version: number }
  | { readonly kind: "attention"; readonly raised: boolean }
  | { readonly kind: "interrupt"; readonly enabled: boolean }
  | { readonly kind: "host"; readonly request: HostRequest };

/** Undefined for a code nobody knows. */
export function decodeControl(bytes: Uint8Array): VmControl | undefined {
  switch (bytes[0]) {
    case code.noAttention:
      return { kind: "attention", raised: false };
    case code.attention:
    case code.attentionWithInterrupt:
      return { kind: "attention", raised: true };
    case code.powerOff:
      return { kind: "host", request: "powerOff" };
    case code.reset:
      return { kind: "host", request: "reset" };
    case code.enableInterrupt:
      return { kind: "interrupt", enabled: true };
    case code.disableInterrupt:
      return { kind: "interrupt", enabled: false };
    case code.nmi:
      return { kind: "host", request: "nmi" };
    case code.gracefulShutdown:
      return { kind: "host", request: "gracefulShutdown" };
    case code.version:
      return { kind: "version", version: bytes[1] ?? 0 };
    default:
      return undefined;
  }
}

export const versionHello: readonly number[] = [code.version, 0x01];

/** Capability bits a client declares. The controller refuses power and reset commands nobody would carry out. */
const capability = { power: 0x01, reset: 0x02, interrupt: 0x04, nmi: 0x08, attention: 0x10, gracefulShutdown: 0x20 };

export function capabilitiesHello(hostRequests: boolean): readonly number[] {
  const host = capability.power | capability.reset | capability.nmi | capability.gracefulShutdown;
  return [code.capabilities, capability.attention | capability.interrupt | (hostRequests ? host : 0)];
}
