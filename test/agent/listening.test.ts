import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { listening } from "../../src/agent/listening.ts";
import { InternalError } from "../../src/base/errors.ts";
import { listen } from "../../src/http/local-socket.ts";

const door = { name: "HTTPS", key: "rest", option: "--rest-port", host: "127.0.0.1" };

it("names what to do when another program has the port, over TCP and UDP", async () => {
  const other = createTcpServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  await expect(
    listening({ ...door, port }, () => listen(createServer(), { host: door.host, port })),
  ).rejects.toMatchObject({
    code: "E_LISTEN",
    message: `cannot listen on 127.0.0.1 port ${port} for HTTPS: another program has it; choose another port with --rest-port N or rest.port, or end that program`,
  });

  const udp = createSocket("udp4").bind(0, "127.0.0.1");
  await once(udp, "listening");
  onTestFinished(() => void udp.close());
  const second = createSocket("udp4");
  onTestFinished(() => void second.close());
  const bind = async () => {
    const failed = once(second, "error");
    second.bind(udp.address().port, "127.0.0.1");
    throw (await failed)[0];
  };
  await expect(listening({ ...door, port: udp.address().port }, bind)).rejects.toThrow(/another program has it/);
});

it("names the key of an address that this machine does not have", async () => {
  const host = "192.0.2.1";
  const start = () => listen(createServer(), { host, port: 0 });
  await expect(listening({ ...door, host, port: 0 }, start)).rejects.toThrow(/no such address; correct rest\.host/);
});

it("leaves other errors as they are", async () => {
  const error = new InternalError("E_INTERNAL", "ours");
  await expect(listening({ ...door, port: 1 }, () => Promise.reject(error))).rejects.toBe(error);
});
