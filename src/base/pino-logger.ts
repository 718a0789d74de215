import { type DestinationStream, pino } from "pino";
import type { Logger } from "./logger.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** A logger that writes one JSON object a line; `setLevel` changes the least level written, for it and its children. */
export function pinoLogger(
  level: LogLevel,
  destination: DestinationStream,
): { readonly logger: Logger; setLevel(level: LogLevel): void } {
  const children: { level: string }[] = [];
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      onChild: (child) => void children.push(child),
      serializers: { error: pino.stdSerializers.err, reason: (value) => value },
    },
    destination,
  );
  return {
    logger,
    setLevel(next) {
      for (const each of [logger, ...children]) each.level = next;
    },
  };
}
