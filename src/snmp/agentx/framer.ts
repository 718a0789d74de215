import { WireError } from "../../base/errors.ts";
import { type AgentxPdu, pduOctets, readPdu } from "./pdu.ts";
import { HEADER_OCTETS } from "./pdu-writer.ts";

/** Larger than any request of a master; what claims more is not AgentX. */
const MOST_OCTETS = 1 << 20;

/** Cuts a stream of octets into PDUs, wherever its chunks begin and end. */
export class Framer {
  #chunks: Uint8Array[] = [];
  #length = 0;
  #wanted = HEADER_OCTETS;

  /** The PDUs that are complete with this chunk. Throws `E_AGENTX`; nothing can be read after that. */
  *push(chunk: Uint8Array): Generator<AgentxPdu> {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#wanted) {
      const bytes = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
      const octets = pduOctets(bytes);
      if (octets !== undefined && octets > MOST_OCTETS) {
        throw new WireError("E_AGENTX", `a PDU of ${octets} octets`, { octets });
      }
      const whole = octets !== undefined && bytes.length >= octets;
      this.#chunks = [whole ? bytes.subarray(octets) : bytes];
      this.#length = whole ? bytes.length - octets : bytes.length;
      this.#wanted = whole ? HEADER_OCTETS : (octets ?? HEADER_OCTETS);
      if (whole) yield readPdu(bytes.subarray(0, octets));
    }
  }
}
