/** The text of a recorded description. */
import { stringify } from "yaml";
import type { Recording } from "./record.ts";

export function recordingText({ file, leftOut }: Recording): string {
  const comment = [
    "Recorded from a live machine. The form of this file is described in docs/simulator.md.",
    ...(leftOut.length === 0
      ? []
      : ["Left out, because it cannot be said or simulated:", ...leftOut.map((what) => `- ${what}`)]),
  ];
  const lines = comment.map((line) => `# ${line.replace(/[\r\n]+/g, " ")}`);
  // What was not there is left out, not written as nothing.
  const plain: unknown = JSON.parse(JSON.stringify(file));
  return `${lines.join("\n")}\n${stringify(plain, { lineWidth: 0 })}`;
}
