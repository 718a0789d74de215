/** Commands that no program at hand reads: bytes that our codecs had no part in, and what they mean. */
import { type Command, encodeRequest, type RequestOf, type ResponseOf } from "../../../src/ipmi/command.ts";
import { GetAuthCode } from "../../../src/ipmi/commands/app/get-auth-code.ts";
import { SolActivating } from "../../../src/ipmi/commands/transport/sol-activating.ts";
import { fromHex, readCapture } from "../capture.ts";

export interface ByHandCase {
  readonly command: Command<unknown, unknown>;
  /** Where the bytes come from, for docs/wire/commands.md. */
  readonly source: string;
  readonly request: { readonly bytes: Uint8Array; readonly value: unknown; readonly encoded: Uint8Array };
  readonly response: { readonly bytes: Uint8Array; readonly value: unknown };
}

function byHand<C extends Command<unknown, unknown>>(
  command: C,
  given: {
    readonly source: string;
    readonly request: readonly [bytes: Uint8Array, value: RequestOf<C>];
    readonly response: readonly [bytes: Uint8Array, value: ResponseOf<C>];
  },
): ByHandCase {
  const { source, request, response } = given;
  return {
    command,
    source,
    request: { bytes: request[0], value: request[1], encoded: encodeRequest(command, request[1]) },
    response: { bytes: response[0], value: response[1] },
  };
}

const hashed = fromHex("000102030405060708090a0b0c0d0e0f");
const md5 = fromHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
const sha1 = fromHex("e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3");
const authCodeTable = "standard only: bytes written from its table";

export const byHandCases: readonly ByHandCase[] = [
  byHand(GetAuthCode, {
    source: authCodeTable,
    // MD5 is authentication type 2; channel 7, user 9.
    request: [
      Uint8Array.of(0x02, 0x07, 0x09, ...hashed),
      { algorithmKind: "authenticationType", algorithm: 2, channel: 7, userId: 9, data: hashed },
    ],
    response: [md5, { code: md5 }],
  }),
  byHand(GetAuthCode, {
    source: authCodeTable,
    // HMAC-SHA1-96 is integrity algorithm 1; channel 1, user 63.
    request: [
      Uint8Array.of(0x41, 0x01, 0x3f, ...hashed),
      { algorithmKind: "integrityAlgorithm", algorithm: 1, channel: 1, userId: 63, data: hashed },
    ],
    response: [sha1, { code: sha1 }],
  }),
  byHand(SolActivating, {
    source: "laid out by EDK II's structure",
    request: [
      fromHex(/^request: (.*)$/m.exec(readCapture("transport/sol-activating.txt"))![1]!),
      { sessionState: 2, payloadInstance: 3, formatMajor: 1, formatMinor: 5 },
    ],
    response: [new Uint8Array(), {}],
  }),
];
