/** Which commands are meant, and by which mask: the firmware firewall commands of IPMI 2.0 section 21. */
import { bitSet, bits, bytes, named, optionalBits, reserved, span, switchOn, u8 } from "../../../wire/declare.ts";
import { NetFn } from "../../net-fn.ts";

export const channel = bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) });

const lun = bits(1, { lun: span(1, 0), reservedLun2: reserved(7, 2) });

const oemGroup = 0x2e;

/** The body code of the group extension, the IANA number of an OEM group, nothing for other network functions. */
export const definingBody = {
  body: switchOn("netFn", { [NetFn.groupExtension]: bytes(1), [oemGroup]: bytes(3) }, bytes(0)),
};

/** Commands of a network function. */
export const commandRange = {
  ...channel,
  ...bits(1, { netFn: span(5, 0), range: named(span(7, 6), { from00: 0, from80: 1 }) }),
  ...lun,
};

/** A bit per command: bit 0 of the first byte = command 00h, or 80h in the upper range. */
export const commandMask = bytes(16);

/** One command. */
export const oneCommand = {
  ...channel,
  ...bits(1, { netFn: span(5, 0), reservedNetFn6: reserved(7, 6) }),
  ...lun,
  command: u8,
};

/** Numbers of sub-functions; those from 32 on are left out where a command has none. */
export const subFunctions = {
  ...bits(4, { subFunctions: bitSet(31, 0) }),
  ...optionalBits(4, { furtherSubFunctions: bitSet(31, 0) }),
};
