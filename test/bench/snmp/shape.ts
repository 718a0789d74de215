/** What every server of this benchmark serves: the table of table.c, to the same users. */

export const ENTRY = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 80, 1, 1];
export const COLUMNS = 6;
export const COMMUNITY = "bench";
export const USER = {
  name: "bench",
  authProtocol: "SHA-256",
  authPassword: "authentic-words",
  privProtocol: "AES",
  privPassword: "private-words",
};

export function cell(column: number, row: number): number | string {
  return column === COLUMNS ? `row number ${row}` : row * 1000 + column;
}
