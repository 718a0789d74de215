import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import type { Cell } from "../screen.ts";
import type { Tree, TreeNode } from "./agent-data.ts";
import { severityCell } from "./words.ts";

export const treeCommand: Command = {
  name: "tree",
  summary: "what there is, where it sits and how it does",
  async run(_input, { agent, screen, json }) {
    const tree = await agent.get<Tree>("/tree");
    if (json) {
      screen.json(tree);
      return ExitCode.ok;
    }
    if (tree.simulated) screen.line({ text: "The hardware is simulated.", colour: "yellow" });
    for (const { controller, state, progress } of tree.discovery) {
      if (state !== "complete") screen.line(`Discovery of ${controller} ${state}: ${progress}`);
    }
    if (tree.roots.length === 0) {
      screen.line("No hardware has been found.");
      return ExitCode.ok;
    }
    const rows = tree.roots.flatMap((node) => rowsOf(node, 0));
    screen.table(["ENTITY", "TAG", "HOT SWAP", "HEALTH", "SENSORS"], rows, ["SENSORS"]);
    return ExitCode.ok;
  },
};

function rowsOf(node: TreeNode, depth: number): readonly (readonly Cell[])[] {
  const { total, alarming } = node.sensors;
  const row: readonly Cell[] = [
    `${"  ".repeat(depth)}${lastElement(node.entityPath)}`,
    node.present ? node.tag : { text: node.tag, colour: "dim" },
    hotSwapCell(node),
    node.silent ? { text: "does not answer", colour: "red" } : node.present ? severityCell(node.health) : "",
    total === 0 ? "" : alarming === 0 ? String(total) : { text: `${alarming} of ${total}`, colour: "yellow" },
  ];
  return [row, ...node.children.flatMap((child) => rowsOf(child, depth + 1))];
}

function hotSwapCell({ hotSwap, present, children, slot }: TreeNode): Cell {
  if (hotSwap !== null) {
    const text = hotSwap.native === null ? hotSwap.state : `${hotSwap.state} (${hotSwap.native})`;
    return present ? text : { text, colour: "dim" };
  }
  return slot && !children.some((child) => child.present) ? { text: "empty", colour: "dim" } : "";
}

/** `PHYSICAL_SLOT 3` of `{ADVANCEDTCA_CHASSIS,1}{PHYSICAL_SLOT,3}`. */
function lastElement(entityPath: string): string {
  const [, type, location] = /\{([^{},]+),(\d+)\}$/.exec(entityPath) ?? [];
  return type === undefined ? entityPath : `${type} ${location}`;
}
