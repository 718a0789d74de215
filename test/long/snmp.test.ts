import { mutatedPackets } from "../snmp/support/mutated-packets.ts";

for (const seed of [1, 2, 3]) mutatedPackets(seed, 50_000);
