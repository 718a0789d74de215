import { NotThereError } from "../../base/errors.ts";
import type { Tree, TreeNode } from "./agent-data.ts";

/** Ids of the resources a user means, with all they contain; NotThereError `E_NO_RESOURCE`. */
export function chooseResources(tree: Tree, wanted: string): ReadonlySet<number> {
  const all = tree.roots.flatMap(withContent);
  const text = wanted.toLowerCase();
  const exact = all.filter((n) => String(n.id) === text || [n.tag, n.entityPath].some((s) => s.toLowerCase() === text));
  const chosen = exact.length > 0 ? exact : all.filter((n) => n.tag.toLowerCase().includes(text));
  if (chosen.length === 0) {
    throw new NotThereError("E_NO_RESOURCE", `no resource is called "${wanted}"; see: hpi-agent tree`);
  }
  return new Set(chosen.flatMap(withContent).map((node) => node.id));
}

function withContent(node: TreeNode): readonly TreeNode[] {
  return [node, ...node.children.flatMap(withContent)];
}
