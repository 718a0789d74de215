/** The part of a SEL record after its type (IPMI 2.0 table 32-1), taken apart by hand. */
export function decodeSystemEvent(record: Uint8Array) {
  const bytes = [...record];
  return {
    generator: bytes[4],
    revision: bytes[6],
    sensorType: bytes[7],
    sensorNumber: bytes[8],
    eventType: bytes[9],
    data: bytes.slice(10, 13),
  };
}
