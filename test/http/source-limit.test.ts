import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import { expect, test } from "vitest";
import { limitPerSource } from "../../src/http/source-limit.ts";

class Connection extends EventEmitter {
  destroyed = false;
  readonly remoteAddress: string | undefined;

  constructor(remoteAddress: string | undefined) {
    super();
    this.remoteAddress = remoteAddress;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

function listener(limit: number) {
  const server = new EventEmitter();
  limitPerSource(server as Server, limit);
  return (address: string | undefined) => {
    const connection = new Connection(address);
    server.emit("connection", connection);
    return connection;
  };
}

test("a host cannot get round the limit by the many IPv6 addresses it has", () => {
  const connect = listener(2);
  const one = connect("2001:db8:1:2::1");
  expect([one, connect("2001:db8:1:2::2"), connect("2001:db8:1:2:3::")].map((c) => c.destroyed)).toEqual([
    ...[false, false, true],
  ]);
  expect(connect("2001:db8:1:3::1").destroyed).toBe(false);
  expect(connect("::ffff:192.0.2.1").destroyed).toBe(false);
  one.emit("close");
  expect(connect("2001:db8:1:2::4").destroyed).toBe(false);
});

test("local users are not counted", () => {
  const connect = listener(1);
  expect([connect(undefined), connect(undefined)].map((c) => c.destroyed)).toEqual([false, false]);
});
