/** Characters of names that may stand in a URI, words joined as in `FanTrayBay1`. */
export function identifierOf(name: string): string {
  const words = name.split(/[^A-Za-z0-9.+-]+/).filter((word) => word !== "");
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return joined.replaceAll("+", "Plus").slice(0, 64);
}
