import { bits, span } from "../../wire/declare.ts";

/** A link of an AdvancedMC channel without the channel: AMC.0 section 3.9.2. */
export const amcLink = bits(3, {
  /** Lane n in bit n. */
  lanes: span(3, 0),
  linkType: span(11, 4),
  linkTypeExtension: span(15, 12),
  groupingId: span(23, 16),
});
