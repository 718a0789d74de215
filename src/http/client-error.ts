import type { Duplex } from "node:stream";
import { http } from "../base/node-http.ts";
import type { Problem, ProblemFormatter } from "./problem.ts";

interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Uint8Array;
}

const problems: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = {
  HPE_INVALID_METHOD: [501, "E_HTTP_METHOD", "the method is unknown"],
  HPE_HEADER_OVERFLOW: [431, "E_HTTP_HEADERS_TOO_LARGE", "the headers are too large"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "E_HTTP_TIMEOUT", "the request took too long"],
};

/** Answers bytes that are no HTTP request and closes the connection. The parser stops before any route is known. */
export function answerClientError(
  error: ParserError,
  socket: Duplex,
  formatterOf: (url: string) => ProblemFormatter,
): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const { method, url } = requestLine(error.rawPacket);
  const known = error.code === "HPE_INVALID_METHOD" && method === "" ? undefined : problems[error.code ?? ""];
  const [status, code, message] = known ?? [400, "E_HTTP_REQUEST", "the request is malformed"];
  const problem: Problem = { status, code, message, context: {}, headers: {} };
  const { contentType, body } = formatterOf(url)(problem, { method, url });
  const head = [
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? "Error"}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function requestLine(packet: Uint8Array | undefined): { method: string; url: string } {
  const start = Buffer.from(packet?.subarray(0, 512) ?? []).toString("latin1");
  const [, method = "", url = ""] = /^([A-Za-z]{1,32}) (\/[!-~]*) HTTP\//.exec(start) ?? [];
  return { method, url };
}
