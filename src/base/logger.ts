/** Structured log: a constant message and an object of facts. What each level means: docs/log-levels.md. */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
  /** A logger that adds `facts` to every line. */
  child(facts: object): Logger;
}

/** Drops everything; for tests and for library use without a log. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLogger,
};
