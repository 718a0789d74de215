/** Commands that no tool has a verb for, asked of ipmi_sim: our request, what it must answer, and that it took effect. */
import { type Command, encodeRequest, type RequestOf, type ResponseOf } from "../../../src/ipmi/command.ts";
import { FruControlCapabilities } from "../../../src/ipmi/commands/picmg/fru-control-capabilities.ts";
import { GetEventReceiver } from "../../../src/ipmi/commands/sensor-event/get-event-receiver.ts";
import { GetSensorType } from "../../../src/ipmi/commands/sensor-event/get-sensor-type.ts";
import { SetEventReceiver } from "../../../src/ipmi/commands/sensor-event/set-event-receiver.ts";
import { AddSdr } from "../../../src/ipmi/commands/storage/add-sdr.ts";
import { GetSdr } from "../../../src/ipmi/commands/storage/get-sdr.ts";
import { encodeSdr } from "../../../src/ipmi/sdr/index.ts";

export interface SimCase {
  readonly command: Command<unknown, unknown>;
  readonly request: Uint8Array;
  readonly response: object;
}

/** ipmi_sim 2.0.33 takes the byte after the length for the length, less one: this record satisfies both readings. */
const record = encodeSdr({ kind: "oem", manufacturerId: 6, data: new Uint8Array(4) });

function simCase<C extends Command<unknown, unknown>>(
  command: C,
  request: RequestOf<C>,
  response: Partial<ResponseOf<C>>,
): SimCase {
  return { command, request: encodeRequest(command, request), response: response as object };
}

/** In this order, one controller. */
export const simCases: readonly SimCase[] = [
  simCase(SetEventReceiver, { address: 0x82, lun: 1 }, {}),
  simCase(GetEventReceiver, {}, { address: 0x82, lun: 1 }),
  simCase(GetSensorType, { sensorNumber: 7 }, { sensorType: 0x02, eventReadingType: 0x01 }),
  simCase(
    FruControlCapabilities,
    { fruDeviceId: 0 },
    { warmReset: true, gracefulReboot: true, diagnosticInterrupt: true },
  ),
  simCase(AddSdr, { record }, { recordId: 1 }),
  simCase(AddSdr, { record }, { recordId: 2 }),
  simCase(GetSdr, { reservationId: 0, recordId: 2, offset: 0, count: 4 }, { data: Uint8Array.of(2, 0, 0x51, 0xc0) }),
];
