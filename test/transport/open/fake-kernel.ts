/**
 * The kernel's side of an IPMI device, for tests: it reads and writes the structures where <linux/ipmi.h> of a 64-bit
 * machine has them, with numbers of its own.
 */
import type { IpmiDevice, IpmiDevices, Memory, OpenedDevice } from "../../../src/transport/open/index.ts";

export const errno = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  EAGAIN: 11,
  EACCES: 13,
  EBUSY: 16,
  ENODEV: 19,
  EINVAL: 22,
  ENOTTY: 25,
  EMSGSIZE: 90,
};

/** A request as the kernel saw it. */
export interface KernelRequest {
  readonly id: bigint;
  readonly addressType: number;
  readonly channel: number;
  /** Of an IPMB address. */
  readonly slave: number;
  readonly lun: number;
  readonly netFn: number;
  readonly cmd: number;
  readonly data: readonly number[];
  readonly retries: number;
  readonly retryMs: number;
}

interface Received {
  readonly type: number;
  readonly id: bigint;
  readonly netFn: number;
  readonly cmd: number;
  readonly data: readonly number[];
}

const pageSize = 0x1000;

export class FakeKernel implements IpmiDevices {
  readonly requests: KernelRequest[] = [];
  /** Answers a request with completion code and data; undefined: not at all. */
  behaviour: (request: KernelRequest) => readonly number[] | undefined = () => [0];
  /** What opening gives: 0, or an error number. */
  openErrno = 0;
  /** What sending gives. */
  sendErrno = 0;
  /** What receiving gives, once. */
  receiveErrno = 0;
  /** Whether listeners are told that there is something to receive. */
  wakes = true;
  opened = 0;
  /** Blocks until something can be received; by default nothing ever comes by waiting. */
  wait: (ms: number, readable: () => boolean) => boolean = (_ms, readable) => readable();
  /** The event loop's turns; by default the real one's. */
  turn: (callback: () => void) => void = (callback) => void setImmediate(callback);
  readonly devices = new Set<FakeDevice>();
  readonly #memory = new Map<bigint, Uint8Array>();
  #nextPage = 0x7f00_0000_0000n;

  allocate(size: number): Memory {
    const address = this.#nextPage;
    this.#nextPage += BigInt(pageSize);
    // Whatever was there before.
    const bytes = new Uint8Array(size).fill(0xa5);
    this.#memory.set(address, bytes);
    return { bytes, address, free: () => void this.#memory.delete(address) };
  }

  open(_path: string): OpenedDevice {
    this.opened += 1;
    if (this.openErrno !== 0) return { kind: "failed", errno: this.openErrno };
    const device = new FakeDevice(this);
    this.devices.add(device);
    return { kind: "open", device };
  }

  nextTurn(callback: () => void): void {
    this.turn(callback);
  }

  /** Pieces of memory, devices and the like that are still held. */
  leftovers(): string[] {
    return [...[...this.#memory].map(() => "memory"), ...[...this.devices].map(() => "device")];
  }

  /** The event's 16 bytes reach whoever asked for events. */
  event(record: readonly number[]): void {
    for (const device of this.devices) {
      if (device.getsEvents) device.deliver({ type: 2, id: 0n, netFn: 0x07, cmd: 0x35, data: record });
    }
  }

  answer(request: KernelRequest, data: readonly number[], changed: Partial<Received> = {}): void {
    const { id, netFn, cmd } = request;
    for (const device of this.devices) device.deliver({ type: 1, id, netFn: netFn | 1, cmd, data, ...changed });
  }

  /** The bytes at an address; a pointer to nowhere is the test's end. */
  at(address: bigint, length: number): DataView {
    const start = address & ~BigInt(pageSize - 1);
    const bytes = this.#memory.get(start);
    if (bytes === undefined) throw new Error(`no memory at ${address.toString(16)}`);
    return new DataView(bytes.buffer, Number(address - start), length);
  }
}

class FakeDevice implements IpmiDevice {
  readonly descriptor = -1;
  getsEvents = false;
  ownAddress = 0x20;
  #kernel: FakeKernel;
  #queue: Received[] = [];
  #listener: () => void = () => {};
  #closed = false;

  constructor(kernel: FakeKernel) {
    this.#kernel = kernel;
  }

  ioctl(request: number, argument: bigint): number {
    if (this.#closed) throw new Error("ioctl on a closed device");
    switch (request) {
      case 0x80306915:
        return this.#send(argument);
      case 0xc030690b:
        return this.#receive(argument);
      case 0x80046910:
        this.getsEvents = this.#kernel.at(argument, 4).getInt32(0, true) !== 0;
        return 0;
      case 0x80046911:
        this.ownAddress = this.#kernel.at(argument, 4).getUint32(0, true);
        return 0;
      default:
        return errno.EINVAL;
    }
  }

  onReadable(listener: () => void): void {
    this.#listener = listener;
  }

  close(): void {
    this.#closed = true;
    this.#kernel.devices.delete(this);
  }

  deliver(message: Received): void {
    this.#queue.push(message);
    queueMicrotask(() => this.#wake());
  }

  wait(ms: number): boolean {
    return this.#kernel.wait(ms, () => this.#queue.length > 0);
  }

  #wake(): void {
    if (!this.#kernel.wakes || this.#closed || this.#queue.length === 0) return;
    this.#listener();
    queueMicrotask(() => this.#wake());
  }

  #send(argument: bigint): number {
    if (this.#kernel.sendErrno !== 0) return this.#kernel.sendErrno;
    const req = this.#kernel.at(argument, 48);
    const address = this.#kernel.at(req.getBigUint64(0, true), req.getUint32(8, true));
    const length = req.getUint16(26, true);
    const data = this.#kernel.at(req.getBigUint64(32, true), length);
    const addressType = address.getInt32(0, true);
    const request: KernelRequest = {
      id: req.getBigInt64(16, true),
      addressType,
      channel: address.getInt16(4, true),
      slave: addressType === 1 ? address.getUint8(6) : 0,
      lun: address.getUint8(addressType === 1 ? 7 : 6),
      netFn: req.getUint8(24),
      cmd: req.getUint8(25),
      data: Array.from({ length }, (_, i) => data.getUint8(i)),
      retries: req.getInt32(40, true),
      retryMs: req.getUint32(44, true),
    };
    this.#kernel.requests.push(request);
    const answer = this.#kernel.behaviour(request);
    if (answer !== undefined) this.#kernel.answer(request, answer);
    return 0;
  }

  #receive(argument: bigint): number {
    const interrupted = this.#kernel.receiveErrno;
    this.#kernel.receiveErrno = 0;
    if (interrupted !== 0) return interrupted;
    const message = this.#queue.shift();
    if (message === undefined) return errno.EAGAIN;
    const recv = this.#kernel.at(argument, 48);
    const address = this.#kernel.at(recv.getBigUint64(8, true), recv.getUint32(16, true));
    const room = recv.getUint16(34, true);
    const data = this.#kernel.at(recv.getBigUint64(40, true), room);
    const length = Math.min(room, message.data.length);
    recv.setInt32(0, message.type, true);
    address.setInt32(0, 0x0c, true);
    recv.setUint32(16, 8, true);
    recv.setBigInt64(24, message.id, true);
    recv.setUint8(32, message.netFn);
    recv.setUint8(33, message.cmd);
    recv.setUint16(34, length, true);
    for (let i = 0; i < length; i++) data.setUint8(i, message.data[i]!);
    return length < message.data.length ? errno.EMSGSIZE : 0;
  }
}
