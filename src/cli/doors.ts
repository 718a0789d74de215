/** Where a verb writes. */
export interface TextOutput {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Lines the terminal shows at once; undefined when that is not known. */
  readonly rows?: number | undefined;
}

/** Everything the verbs reach outside of this process. */
export interface CliDoors {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Directories in which an agent's socket may lie, in the order to try; `asked` is `--state-directory`. */
  readonly stateDirectories: (asked?: string) => readonly string[];
  /** Fires when the user wants it to end, as by Ctrl-C. */
  readonly signal: AbortSignal;
}
