/** Platform Event: an event message from software (IPMI 2.0 section 29.3). */

import { UsageError, WireError } from "../../src/base/errors.ts";
import { PlatformEvent } from "../../src/ipmi/commands/sensor-event/platform-event.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";
import type { Handler } from "./handler.ts";
import type { Hardware } from "./hardware.ts";

const systemInterface = 15;
/** Software id of a remote console (IPMI 2.0 section 5.5). */
const remoteConsole = 0x81;
/** Over LAN a message needs no generator id; some programs send one. */
const lengthWithGenerator = 8;
const unspecified = 0xff;

export function platformEventHandler(hardware: Hardware): Handler {
  const { netFn, group, cmd, request } = PlatformEvent;
  return {
    netFn,
    group,
    cmd,
    answer({ channel }, data) {
      const hasGenerator = channel === systemInterface || data.length >= lengthWithGenerator;
      const withGenerator = hasGenerator ? data : Uint8Array.of(remoteConsole, ...data);
      try {
        const event = request.decode(withGenerator);
        hardware.event(event.generatorId, {
          sensorType: event.sensorType,
          sensorNumber: event.sensorNumber,
          eventType: event.eventReadingType,
          asserted: !event.deassertion,
          data: [event.data1, event.data2 ?? unspecified, event.data3 ?? unspecified],
        });
      } catch (error) {
        if (!(error instanceof WireError || error instanceof UsageError)) throw error;
        return { kind: "answer", bytes: Uint8Array.of(CompletionCode.dataLengthInvalid) };
      }
      return { kind: "answer", bytes: Uint8Array.of(CompletionCode.ok) };
    },
  };
}
