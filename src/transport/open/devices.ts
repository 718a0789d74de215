/** The door to the kernel's IPMI devices. */

/** Memory that never moves, so that structures in it may point to each other. */
export interface Memory {
  readonly bytes: Uint8Array;
  readonly address: bigint;
  free(): void;
}

/** An open device. */
export interface IpmiDevice {
  readonly descriptor: number;
  /** Calls the driver with a pointer; 0, or the error number. */
  ioctl(request: number, argument: bigint): number;
  /** Calls back whenever something can be received, and again until it was. */
  onReadable(listener: () => void): void;
  /**
   * Blocks until there is something to receive, `ms` at most (fractions are rounded up), and every few times until the
   * event loop has anything to do. True when it may be so.
   */
  wait(ms: number): boolean;
  /** Safe to call twice. */
  close(): void;
}

export type OpenedDevice =
  | { readonly kind: "open"; readonly device: IpmiDevice }
  | { readonly kind: "failed"; readonly errno: number };

export interface IpmiDevices {
  allocate(size: number): Memory;
  /** Never throws: what the kernel refuses is a value. */
  open(path: string): OpenedDevice;
  /** Calls back when the event loop has seen to input, in the order asked for. */
  nextTurn(callback: () => void): void;
}
