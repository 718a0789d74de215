/** What the exit status of hpi-agent's verbs says. */
export const ExitCode = {
  ok: 0,
  /** The agent refused or failed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** No agent answers. */
  noAgent: 3,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
