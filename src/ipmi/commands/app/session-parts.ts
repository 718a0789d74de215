/** Codes that the session commands share: IPMI 2.0 section 22.16 and after. */
import { named, span } from "../../../wire/declare.ts";

export const authenticationType = named(span(3, 0), { none: 0, md2: 1, md5: 2, password: 4, oem: 5 });

export const privilegeLevels = { callback: 1, user: 2, operator: 3, administrator: 4, oem: 5 } as const;

export const privilegeLevel = named(span(3, 0), privilegeLevels);
