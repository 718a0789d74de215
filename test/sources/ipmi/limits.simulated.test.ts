import { connect, type NetConnectOpts } from "node:net";
import { expect } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { silentLogger } from "../../../src/base/logger.ts";
import { send } from "../../../src/ipmi/command.ts";
import { GetSensorHysteresis } from "../../../src/ipmi/commands/sensor-event/get-sensor-hysteresis.ts";
import { GetSensorReading } from "../../../src/ipmi/commands/sensor-event/get-sensor-reading.ts";
import { GetSensorThresholds } from "../../../src/ipmi/commands/sensor-event/get-sensor-thresholds.ts";
import { valueFromRaw } from "../../../src/ipmi/reading.ts";
import { reportedThresholds } from "../../../src/ipmi/sensor-status.ts";
import { namedThresholds } from "../../../src/ipmi/thresholds.ts";
import { limitsOf } from "../../../src/sources/ipmi/limits.ts";
import { hpiThreshold } from "../../../src/sources/ipmi/sensor-rdr.ts";
import { thresholdStates } from "../../../src/sources/ipmi/threshold-states.ts";
import { openVm } from "../../../src/transport/vm/index.ts";
import { hysteresisMachine, hysteresisSensors } from "../../ipmi/odd/hysteresis-machine.ts";
import { startIpmiSim } from "../../support/ipmi-sim.ts";
import { requires } from "../../support/requires.ts";

const { describe, it } = requires("ipmi_sim");

/** Up past both thresholds and back, down past both and back, to the count. */
const walk = [50, 79, 80, 100, 97, 96, 77, 76, 50, 21, 20, 10, 12, 13, 22, 23, 50];

describe("threshold states in a sensor's unit", () => {
  it("are those that ipmi_sim finds in raw counts, whatever the conversion", async () => {
    const sim = await startIpmiSim(hysteresisMachine());
    const common = { clock: systemClock, logger: silentLogger, random: () => 0.5 };
    const open = { name: "bmc", host: "127.0.0.1", port: sim.vm, connect: (to: NetConnectOpts) => connect(to) };
    const connection = openVm({ ...common, ...open });
    try {
      let crossed = 0;
      for (const body of hysteresisSensors) {
        const record = { ...body, recordId: 1, recordType: 1, version: 0x51 };
        const { sensorNumber } = record;
        const read = await send(connection, GetSensorThresholds, { sensorNumber });
        const raw = new Map(namedThresholds(read.readable).map((name) => [name, read[name]]));
        const hysteresis = await send(connection, GetSensorHysteresis, { sensorNumber, mask: 0xff });
        const limits = limitsOf(record, raw, hysteresis, () => record);
        let states: readonly string[] = [];
        for (const count of walk) {
          await sim.command(`sensor_set_value 0x20 0 ${sensorNumber} ${count} 0`);
          const reading = await send(connection, GetSensorReading, { sensorNumber });
          expect(reading.reading).toBe(count);
          states = thresholdStates(valueFromRaw(record, count)!, limits, states);
          const told = reportedThresholds(reading)!.map((name) => hpiThreshold(name, record));
          expect([...states].sort(), `${record.id.text} at ${count}`).toEqual([...told].sort());
          if (states.length > 0) crossed++;
        }
      }
      expect(crossed).toBe(hysteresisSensors.length * 10);
    } finally {
      await connection.close();
      await sim.stop();
    }
  });
});
