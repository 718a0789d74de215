import type { Oid } from "../../snmp/oid.ts";

/**
 * Root of all objects of our own. Provisional: the arc that net-snmp gives for local experiments, until the project has
 * an enterprise number of its own.
 */
export const BASE_OID: Oid = [1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 1];

/** Enterprise number in generated engine ids; the one BASE_OID lies below. */
export const ENTERPRISE = 8072;
