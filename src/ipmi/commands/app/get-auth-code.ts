import { bits, bytes, named, reserved, rest, span } from "../../../wire/declare.ts";
import { defineCommand } from "../../command.ts";
import { NetFn } from "../../net-fn.ts";

export const GetAuthCode = defineCommand({
  name: "Get AuthCode",
  netFn: NetFn.app,
  cmd: 0x3f,
  spec: "IPMI 2.0 section 22.21",
  privilege: "operator",
  request: {
    ...bits(1, {
      /** An authentication type of IPMI 1.5 or an integrity algorithm of IPMI 2.0, by `algorithmKind`. */
      algorithm: span(5, 0),
      algorithmKind: named(span(7, 6), { authenticationType: 0, integrityAlgorithm: 1 }),
    }),
    ...bits(1, { channel: span(3, 0), reservedChannel4: reserved(7, 4) }),
    ...bits(1, { userId: span(5, 0), reservedUser6: reserved(7, 6) }),
    data: bytes(16),
  },
  response: {
    /** Hash of the data and the user's password: 16 bytes by an authentication type, up to 20 by an integrity algorithm. */
    code: rest,
  },
});
