import { bits, named, span, struct } from "../../wire/declare.ts";

/** Link descriptor of board connectivity records and port state commands: PICMG 3.0 section 3.7.2.3. */
export const linkDescriptor = struct(
  "link descriptor",
  bits(4, {
    channel: span(5, 0),
    interface: named(span(7, 6), { base: 0, fabric: 1, update: 2 }),
    /** Port n in bit n. */
    ports: span(11, 8),
    linkType: span(19, 12),
    linkTypeExtension: span(23, 20),
    groupingId: span(31, 24),
  }),
);
