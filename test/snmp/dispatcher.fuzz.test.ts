import { mutatedPackets } from "./support/mutated-packets.ts";

mutatedPackets(20261120, 6000);
