/** Names of the values a field is known to take. Other values are legal and stay numbers. */
export type Names = Readonly<Record<string, number>>;
