import type { Command } from "../command.ts";
import { ExitCode } from "../exit-code.ts";
import type { InventoryData, Tree } from "./agent-data.ts";
import { chooseResources } from "./resource-choice.ts";

export const fruCommand: Command = {
  name: "fru",
  arguments: "[RESOURCE]",
  summary: "inventory: makers, parts, serial numbers",
  words: { least: 0, most: 1 },
  async run({ positionals }, { agent, screen, json }) {
    const [wanted] = positionals;
    const chosen = wanted === undefined ? undefined : chooseResources(await agent.get<Tree>("/tree"), wanted);
    const { inventories } = await agent.get<{ inventories: readonly InventoryData[] }>("/inventory");
    const shown = inventories.filter(({ resourceId }) => chosen === undefined || chosen.has(resourceId));
    if (json) {
      screen.json({ inventories: shown });
      return ExitCode.ok;
    }
    if (shown.length === 0) screen.line("There is no inventory.");
    shown.forEach((inventory, i) => {
      if (i > 0) screen.line();
      screen.line({ text: inventory.resource, colour: "bold" });
      if (!inventory.read) screen.line("  not read");
      const types = inventory.areas.flatMap(({ fields }) => fields.map((field) => field.type.length));
      const width = Math.max(17, ...types) + 1;
      for (const { type, name, fields } of inventory.areas) {
        screen.line(`  ${name ?? type}`);
        for (const field of fields) screen.line(`    ${field.type.padEnd(width)}${field.text}`);
      }
      for (const finding of inventory.findings) screen.line("  ", { text: finding, colour: "yellow" });
    });
    return ExitCode.ok;
  },
};
