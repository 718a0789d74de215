/**
 * A trap of a Dell server: its case was closed. From the EXAMPLES of ipmi-pet(8) in FreeIPMI 1.6.10, which gives the
 * specific trap and the octets of the variable.
 */
export const caseClosed = {
  specific: 356224,
  octets: Buffer.from(
    "44454c4c500010598043b2c04f333358000219e87e26ffff20200420731800" + "8001ff0000000000" + "19000002a20100c1",
    "hex",
  ),
};

/** The same trap with some octets changed, by offset. */
export function changed(octets: Buffer, changes: Readonly<Record<number, number>>): Buffer {
  const copy = Buffer.from(octets);
  for (const [at, octet] of Object.entries(changes)) copy[Number(at)] = octet;
  return copy;
}
