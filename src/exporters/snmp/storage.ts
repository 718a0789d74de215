/** StorageType (RFC 2579): what comes from the configuration cannot be changed by SET. */
export const STORAGE_READ_ONLY = 5;

/** RowStatus (RFC 2579). */
export const ROW_ACTIVE = 1;
