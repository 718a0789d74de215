/**
 * The kernel's IPMI device interface, <linux/ipmi.h>: ioctl numbers and structures as 64-bit little-endian kernels have
 * them. x86-64 and aarch64 agree in both; 32-bit ones do not.
 */

/** Named as in the header. */
export const ioctls = {
  IPMICTL_RECEIVE_MSG_TRUNC: 0xc030690b,
  IPMICTL_SET_GETS_EVENTS_CMD: 0x80046910,
  IPMICTL_SET_MY_ADDRESS_CMD: 0x80046911,
  IPMICTL_SEND_COMMAND_SETTIME: 0x80306915,
} as const;

/** Sizes of structures and offsets of their members, bytes. `msg.data` is `data` of the struct ipmi_msg in `msg`. */
export const structs = {
  ipmi_req_settime: {
    size: 48,
    offsets: {
      "req.addr": 0,
      "req.addr_len": 8,
      "req.msgid": 16,
      "req.msg.netfn": 24,
      "req.msg.cmd": 25,
      "req.msg.data_len": 26,
      "req.msg.data": 32,
      retries: 40,
      retry_time_ms: 44,
    },
  },
  ipmi_recv: {
    size: 48,
    offsets: {
      recv_type: 0,
      addr: 8,
      addr_len: 16,
      msgid: 24,
      "msg.netfn": 32,
      "msg.cmd": 33,
      "msg.data_len": 34,
      "msg.data": 40,
    },
  },
  ipmi_addr: { size: 40, offsets: { addr_type: 0, channel: 4, data: 6 } },
  ipmi_system_interface_addr: { size: 8, offsets: { addr_type: 0, channel: 4, lun: 6 } },
  ipmi_ipmb_addr: { size: 8, offsets: { addr_type: 0, channel: 4, slave_addr: 6, lun: 7 } },
} as const;

/** Constants of the header, by their names there. */
export const constants = {
  IPMI_SYSTEM_INTERFACE_ADDR_TYPE: 0x0c,
  IPMI_IPMB_ADDR_TYPE: 0x01,
  IPMI_BMC_CHANNEL: 0x0f,
  IPMI_RESPONSE_RECV_TYPE: 1,
  IPMI_ASYNC_EVENT_RECV_TYPE: 2,
  IPMI_MAX_MSG_LENGTH: 272,
} as const;

/** The kernel's error numbers that mean something here; the same on x86-64 and aarch64. */
export const errnos = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EBUSY: 16,
  ENODEV: 19,
  EINVAL: 22,
  ENOTTY: 25,
  EMSGSIZE: 90,
} as const;

/** `ENODEV`, or the number where it has no name here. */
export function errnoName(errno: number): string {
  return Object.entries(errnos).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
}
