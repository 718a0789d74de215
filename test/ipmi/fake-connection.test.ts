import { describe, expect, test } from "vitest";
import { CancelledError, DeviceSilentError } from "../../src/base/errors.ts";
import { send } from "../../src/ipmi/command.ts";
import { ColdReset } from "../../src/ipmi/commands/app/cold-reset.ts";
import { GetDeviceId } from "../../src/ipmi/commands/app/get-device-id.ts";
import { FakeConnection } from "../../src/ipmi/fake-connection.ts";

describe("a fake connection", () => {
  test("refuses a command it has no answer for as a controller does", async () => {
    await expect(send(new FakeConnection(), ColdReset, {})).rejects.toMatchObject({ completionCode: 0xc1 });
  });

  test("answers in terms of the command, with a completion code where a number is given", async () => {
    const connection = new FakeConnection().answer(ColdReset, () => 0xc0);
    await expect(send(connection, ColdReset, {})).rejects.toMatchObject({ completionCode: 0xc0 });
  });

  test("tells its listeners of attention, unless it claims no events", () => {
    let heard = 0;
    const connection = new FakeConnection();
    const cancel = connection.onAttention(() => heard++);
    connection.raiseAttention();
    cancel();
    connection.raiseAttention();
    expect(heard).toBe(1);
    const deaf = new FakeConnection({ capabilities: { events: false } });
    deaf.onAttention(() => heard++);
    deaf.raiseAttention();
    expect(heard).toBe(1);
  });

  test("rejects what is pending when the link goes down or the caller gives up", async () => {
    const never = () => new Promise<never>(() => {});
    const connection = new FakeConnection().answer(GetDeviceId, never);
    const pending = send(connection, GetDeviceId, {});
    const states: string[] = [];
    connection.onStateChange((state) => states.push(state));
    connection.setState("down");
    await expect(pending).rejects.toBeInstanceOf(DeviceSilentError);
    await expect(send(connection, GetDeviceId, {})).rejects.toMatchObject({ code: "E_LINK_DOWN" });
    connection.setState("up");
    const abort = new AbortController();
    const cancelled = send(connection, GetDeviceId, {}, { signal: abort.signal });
    abort.abort();
    await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
    await connection.close();
    expect(states).toEqual(["down", "up", "closed"]);
  });
});
