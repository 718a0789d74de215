import { type DestinationStream, pino } from "pino";
import type { Logger } from "./logger.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** A logger that writes one JSON object a line. */
export function pinoLogger(level: LogLevel, destination: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err, reason: (value) => value },
    },
    destination,
  );
}
