import { DeviceRefusedError } from "../base/errors.ts";

/** The controller answered with a completion code other than 00h. Code `E_COMPLETION`. */
export class CompletionError extends DeviceRefusedError {
  readonly completionCode: number;
  /** What the code means for this command. */
  readonly text: string;

  constructor(command: string, completionCode: number, text: string) {
    const hex = completionCode.toString(16).toUpperCase().padStart(2, "0");
    super("E_COMPLETION", `${command}: ${text} (${hex}h)`, { command, completionCode });
    this.completionCode = completionCode;
    this.text = text;
  }
}

/** True for a CompletionError with one of these codes. */
export function isCompletion(thrown: unknown, ...codes: readonly number[]): thrown is CompletionError {
  return thrown instanceof CompletionError && (codes.length === 0 || codes.includes(thrown.completionCode));
}
