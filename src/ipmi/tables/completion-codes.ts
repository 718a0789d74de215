/** Generic completion codes: IPMI 2.0 section 5.2. */
export const CompletionCode = {
  ok: 0x00,
  nodeBusy: 0xc0,
  invalidCommand: 0xc1,
  invalidForLun: 0xc2,
  timeout: 0xc3,
  outOfSpace: 0xc4,
  reservationCancelled: 0xc5,
  dataTruncated: 0xc6,
  dataLengthInvalid: 0xc7,
  dataLengthExceeded: 0xc8,
  parameterOutOfRange: 0xc9,
  cannotReturnBytes: 0xca,
  notPresent: 0xcb,
  invalidField: 0xcc,
  illegalForSensor: 0xcd,
  cannotProvideResponse: 0xce,
  duplicatedRequest: 0xcf,
  sdrInUpdate: 0xd0,
  firmwareUpdate: 0xd1,
  initializing: 0xd2,
  destinationUnavailable: 0xd3,
  insufficientPrivilege: 0xd4,
  notSupportedInState: 0xd5,
  subFunctionDisabled: 0xd6,
  unspecified: 0xff,
} as const;

const texts: Readonly<Record<number, string>> = {
  [CompletionCode.ok]: "completed normally",
  [CompletionCode.nodeBusy]: "node busy",
  [CompletionCode.invalidCommand]: "invalid command",
  [CompletionCode.invalidForLun]: "command invalid for this LUN",
  [CompletionCode.timeout]: "timeout while processing the command",
  [CompletionCode.outOfSpace]: "out of space",
  [CompletionCode.reservationCancelled]: "reservation cancelled or invalid",
  [CompletionCode.dataTruncated]: "request data truncated",
  [CompletionCode.dataLengthInvalid]: "request data length invalid",
  [CompletionCode.dataLengthExceeded]: "request data field length limit exceeded",
  [CompletionCode.parameterOutOfRange]: "parameter out of range",
  [CompletionCode.cannotReturnBytes]: "cannot return the number of bytes asked for",
  [CompletionCode.notPresent]: "requested sensor, data or record not present",
  [CompletionCode.invalidField]: "invalid data field in request",
  [CompletionCode.illegalForSensor]: "command illegal for this sensor or record type",
  [CompletionCode.cannotProvideResponse]: "command response could not be provided",
  [CompletionCode.duplicatedRequest]: "cannot execute duplicated request",
  [CompletionCode.sdrInUpdate]: "SDR repository in update mode",
  [CompletionCode.firmwareUpdate]: "device in firmware update mode",
  [CompletionCode.initializing]: "controller initialization in progress",
  [CompletionCode.destinationUnavailable]: "destination unavailable",
  [CompletionCode.insufficientPrivilege]: "insufficient privilege level",
  [CompletionCode.notSupportedInState]: "command or parameter not supported in the present state",
  [CompletionCode.subFunctionDisabled]: "sub-function disabled or unavailable",
  [CompletionCode.unspecified]: "unspecified error",
};

/** What a completion code says; codes of one command only (80h-BEh) come from that command's own table. */
export function completionCodeText(code: number, ofCommand: Readonly<Record<number, string>> = {}): string {
  const own = ofCommand[code] ?? texts[code];
  if (own !== undefined) return own;
  if (code >= 0x80 && code <= 0xbe) return "command-specific error";
  if (code >= 0x01 && code <= 0x7e) return "device-specific error";
  return "reserved completion code";
}
