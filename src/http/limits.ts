import type { Server } from "node:http";
import { limitPerSource } from "./source-limit.ts";

/** What one client, or all together, may take. Times in milliseconds. */
export interface HttpLimits {
  readonly bodyBytes: number;
  readonly headerBytes: number;
  readonly headerCount: number;
  /** Per listener. */
  readonly connections: number;
  /** Per listener and source: an IPv4 address or an IPv6 network of 64 bits. */
  readonly connectionsPerSource: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
  /** A connection on which nothing moves is closed. */
  readonly idleTimeoutMs: number;
  /** How long running requests may go on when the listener closes. */
  readonly closeGraceMs: number;
}

export const defaultLimits: HttpLimits = {
  bodyBytes: 64 * 1024,
  headerBytes: 16 * 1024,
  headerCount: 100,
  connections: 256,
  connectionsPerSource: 128,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 30_000,
  idleTimeoutMs: 60_000,
  closeGraceMs: 2000,
};

/** What has to be known when a server is created. */
export function serverOptions(limits: HttpLimits) {
  return {
    maxHeaderSize: limits.headerBytes,
    connectionsCheckingInterval: Math.min(5000, limits.headersTimeoutMs),
  };
}

export function applyLimits(server: Server, limits: HttpLimits): void {
  server.maxConnections = limits.connections;
  limitPerSource(server, limits.connectionsPerSource);
  server.maxHeadersCount = limits.headerCount;
  server.headersTimeout = limits.headersTimeoutMs;
  server.requestTimeout = limits.requestTimeoutMs;
  server.keepAliveTimeout = limits.keepAliveTimeoutMs;
  server.timeout = limits.idleTimeoutMs;
}
