import { describe, expect, test } from "vitest";
import { DeviceRefusedError, WireError } from "../../src/base/errors.ts";
import { send } from "../../src/ipmi/command.ts";
import { GetDeviceId } from "../../src/ipmi/commands/app/get-device-id.ts";
import { SendMessage } from "../../src/ipmi/commands/app/send-message.ts";
import { GetFruLedProperties } from "../../src/ipmi/commands/picmg/get-fru-led-properties.ts";
import { GetSensorReading } from "../../src/ipmi/commands/sensor-event/get-sensor-reading.ts";
import { CompletionError, isCompletion } from "../../src/ipmi/completion-error.ts";
import { Lane } from "../../src/ipmi/connection.ts";
import { FakeConnection } from "../../src/ipmi/fake-connection.ts";
import { CompletionCode } from "../../src/ipmi/tables/completion-codes.ts";

const thrownBy = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("send", () => {
  test("carries unit and target, and gives back the response", async () => {
    const target = { address: 0x82, channel: 0 };
    const connection = new FakeConnection().answer(
      GetSensorReading,
      ({ sensorNumber }) => ({ reading: sensorNumber + 1, unavailable: false, scanning: true, events: true }),
      target,
    );
    const response = await send(
      connection,
      GetSensorReading,
      { sensorNumber: 5 },
      { lun: 2, target, lane: Lane.polling },
    );
    expect(response).toMatchObject({ reading: 6, scanning: true });
    expect(connection.requests).toEqual([{ netFn: 0x04, lun: 2, cmd: 0x2d, data: Uint8Array.of(5), target }]);
  });

  test("puts the body code of a group before request and response", async () => {
    const connection = new FakeConnection({
      handler: () => ({ completionCode: 0, data: Uint8Array.of(0x00, 0x05, 0x01) }),
    });
    expect(await send(connection, GetFruLedProperties, { fruDeviceId: 3 })).toEqual({
      statusLeds: ["blue", "led2"],
      applicationLeds: 1,
    });
    expect(connection.requests[0]).toMatchObject({ netFn: 0x2c, data: Uint8Array.of(0x00, 0x03) });
  });

  test("throws CompletionError with code and text, those of the command first", async () => {
    const connection = new FakeConnection({ handler: () => 0x83 });
    const error = await thrownBy(
      send(connection, SendMessage, {
        channel: 0,
        authenticated: false,
        encrypted: false,
        tracking: "none",
        message: new Uint8Array(),
      }),
    );
    expect(error).toBeInstanceOf(CompletionError);
    expect(error).toBeInstanceOf(DeviceRefusedError);
    expect(error).toMatchObject({
      code: "E_COMPLETION",
      completionCode: 0x83,
      text: "NAK on write",
      message: "Send Message: NAK on write (83h)",
    });
    expect(isCompletion(error, 0x83)).toBe(true);
    expect(isCompletion(error, CompletionCode.nodeBusy)).toBe(false);
  });

  test("throws WireError for a response that is too short or of another group", async () => {
    const short = new FakeConnection({ handler: () => ({ completionCode: 0, data: Uint8Array.of(1) }) });
    expect(await thrownBy(send(short, GetDeviceId, {}))).toBeInstanceOf(WireError);
    const foreign = new FakeConnection({ handler: () => ({ completionCode: 0, data: Uint8Array.of(0xdc, 1, 1) }) });
    expect(await thrownBy(send(foreign, GetFruLedProperties, { fruDeviceId: 0 }))).toBeInstanceOf(WireError);
  });
});
