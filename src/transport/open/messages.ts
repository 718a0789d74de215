import type { RawRequest } from "../../ipmi/connection.ts";
import type { IpmiDevices, Memory } from "./devices.ts";
import { constants, structs } from "./layout.ts";

/** How long the kernel itself tries to reach a target on a bus. Its timer ticks once a second. */
export interface KernelTiming {
  readonly retries: number;
  readonly retryMs: number;
}

/** What the kernel hands out: a response, an event, or something nobody asked for. */
export interface ReceivedMessage {
  /** IPMI_…_RECV_TYPE. */
  readonly type: number;
  /** Number of the request a response belongs to. */
  readonly id: number;
  readonly netFn: number;
  readonly cmd: number;
  /** Of its data, bytes. */
  readonly length: number;
  /** The first byte of a response's data. */
  readonly completionCode: number;
}

const request = structs.ipmi_req_settime;
const received = structs.ipmi_recv;
const systemInterface = structs.ipmi_system_interface_addr;
const ipmb = structs.ipmi_ipmb_addr;
const maxData = constants.IPMI_MAX_MSG_LENGTH;

/** Where each structure lies in the one piece of memory; all aligned to 8. */
const place = {
  request: 0,
  requestAddress: 48,
  requestData: 88,
  received: 360,
  receivedAddress: 408,
  receivedData: 448,
  number: 720,
  size: 728,
} as const;

/** The structures that travel through the driver's ioctls, in memory made once. */
export class KernelMessages {
  readonly #memory: Memory;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #request: bigint;
  readonly #received: bigint;

  constructor(devices: IpmiDevices) {
    this.#memory = devices.allocate(place.size);
    this.#bytes = this.#memory.bytes;
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    this.#request = this.#memory.address + BigInt(place.request);
    this.#received = this.#memory.address + BigInt(place.received);
    this.#bytes.fill(0);
    this.#point(place.request + request.offsets["req.addr"], place.requestAddress);
    this.#point(place.request + request.offsets["req.msg.data"], place.requestData);
    this.#point(place.received + received.offsets.addr, place.receivedAddress);
    this.#point(place.received + received.offsets["msg.data"], place.receivedData);
  }

  /** Fills a struct ipmi_req_settime; the result is its address. `id` comes back with the response. */
  request(id: number, { netFn, lun, cmd, data, target }: RawRequest, timing: KernelTiming): bigint {
    const view = this.#view;
    const address = place.requestAddress;
    if (target === undefined) {
      view.setInt32(address + systemInterface.offsets.addr_type, constants.IPMI_SYSTEM_INTERFACE_ADDR_TYPE, true);
      view.setInt16(address + systemInterface.offsets.channel, constants.IPMI_BMC_CHANNEL, true);
      view.setUint8(address + systemInterface.offsets.lun, lun);
      view.setUint8(address + ipmb.offsets.lun, 0);
    } else {
      view.setInt32(address + ipmb.offsets.addr_type, constants.IPMI_IPMB_ADDR_TYPE, true);
      view.setInt16(address + ipmb.offsets.channel, target.channel, true);
      view.setUint8(address + ipmb.offsets.slave_addr, target.address);
      view.setUint8(address + ipmb.offsets.lun, lun);
    }
    const at = place.request;
    const { offsets } = request;
    view.setUint32(at + offsets["req.addr_len"], target === undefined ? systemInterface.size : ipmb.size, true);
    view.setUint32(at + offsets["req.msgid"], id, true);
    view.setUint32(at + offsets["req.msgid"] + 4, 0, true);
    view.setUint8(at + offsets["req.msg.netfn"], netFn);
    view.setUint8(at + offsets["req.msg.cmd"], cmd);
    view.setUint16(at + offsets["req.msg.data_len"], data.length, true);
    if (data.length > 0) this.#bytes.set(data, place.requestData);
    view.setInt32(at + offsets.retries, timing.retries, true);
    view.setUint32(at + offsets.retry_time_ms, timing.retryMs, true);
    return this.#request;
  }

  /** Readies a struct ipmi_recv, whose lengths the driver changes each time; the result is its address. */
  receive(): bigint {
    const at = place.received;
    this.#view.setUint32(at + received.offsets.addr_len, structs.ipmi_addr.size, true);
    this.#view.setUint16(at + received.offsets["msg.data_len"], maxData, true);
    return this.#received;
  }

  /** What the driver wrote. */
  received(): ReceivedMessage {
    const view = this.#view;
    const at = place.received;
    const { offsets } = received;
    // Our own numbers have 32 bits; whatever has more is not ours.
    const high = view.getUint32(at + offsets.msgid + 4, true);
    return {
      type: view.getInt32(at + offsets.recv_type, true),
      id: high === 0 ? view.getUint32(at + offsets.msgid, true) : -1,
      netFn: view.getUint8(at + offsets["msg.netfn"]),
      cmd: view.getUint8(at + offsets["msg.cmd"]),
      length: this.#length(),
      completionCode: view.getUint8(place.receivedData),
    };
  }

  /** A copy of the data of what was received, from byte `start` on. */
  data(start = 0): Uint8Array {
    const from = place.receivedData + start;
    // Quicker than slice for what most responses are.
    const copy = new Uint8Array(Math.max(0, this.#length() - start));
    for (let i = 0; i < copy.length; i++) copy[i] = this.#bytes[from + i]!;
    return copy;
  }

  #length(): number {
    return Math.min(this.#view.getUint16(place.received + received.offsets["msg.data_len"], true), maxData);
  }

  /** A 32-bit number for the ioctls that take a pointer to one; the result is its address. */
  number(value: number): bigint {
    this.#view.setUint32(place.number, value, true);
    return this.#memory.address + BigInt(place.number);
  }

  /** Nothing may be used after this. */
  free(): void {
    this.#memory.free();
  }

  #point(from: number, to: number): void {
    this.#view.setBigUint64(from, this.#memory.address + BigInt(to), true);
  }
}
