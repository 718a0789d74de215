import { describe, expect, it } from "vitest";
import { configSlice, doors, free, layers, offlineVerbs, packages, pure, siblings } from "./layers.ts";
import { type Import, type SourceFile, scan, sourceFiles } from "./source-files.ts";

const files = sourceFiles("src", "simulators");
const arrows = files.flatMap((file) => file.imports.map((to) => ({ from: file, to })));

/** The layer a file belongs to, with the child where children are siblings: `ipmi`, `sources/ipmi`, `simulators`. */
function layerOf(path: string): string {
  const [top = "", first = "", second] = path.split("/");
  if (top !== "src") return top;
  return siblings.includes(first) && second !== undefined ? `${first}/${second.replace(/\.ts$/, "")}` : first;
}

function mayImport(from: SourceFile, to: Import): boolean {
  if (free.test(from.path)) return true;
  const [source, target] = [layerOf(from.path), layerOf(to.target)];
  if (source === target) return true;
  const [sourceTop = "", targetTop = ""] = [source.split("/")[0], target.split("/")[0]];
  if (sourceTop === targetTop) return isShared(target, to.target) || isShared(source, from.path);
  if (offlineVerbs.files.test(from.path) && offlineVerbs.may.includes(targetTop)) return true;
  if (sourceTop === "config" && configSlice.test(to.target)) return true;
  return (layers[source] ?? layers[sourceTop] ?? []).includes(targetTop);
}

/** A file directly in `sources/`, `exporters/` or `policies/` that every child shares: its interface, its index. */
function isShared(layer: string, path: string): boolean {
  const [top = ""] = layer.split("/");
  return siblings.includes(top) && path.split("/").length === 3 && !layers[layer];
}

const show = (from: SourceFile, to: Import) => `${from.path} -> ${to.target}`;

describe("imports", () => {
  it("are looked at in all of the source", () => {
    console.log(`imports: ${files.length} files, ${arrows.length} arrows`);
    expect(files.length).toBeGreaterThan(150);
    expect(arrows.length).toBeGreaterThan(files.length / 2);
  });

  it("are all found, whatever their form", () => {
    const text = `import type { A } from "./a.ts";\nimport {\n  b,\n  type C,\n} from "./b.ts";\nexport * from "./c.ts";
import "./d.ts";\nconst e = await import("./e.ts"); // import "./no.ts"\n/* import "./no.ts" */\nconst s = "// not a comment";`;
    expect(scan(text).uncommented).not.toContain("no.ts");
    expect(scan(text).uncommented).toContain("// not a comment");
  });

  it("point at files that exist", () => {
    const known = new Set([...files, ...sourceFiles("test", "bin")].map((file) => file.path));
    const dangling = arrows.filter(({ to }) => to.ours && to.target.endsWith(".ts") && !known.has(to.target));
    expect(dangling.map(({ from, to }) => show(from, to))).toEqual([]);
  });

  it("follow the table of layers, type-only ones too", () => {
    const wrong = arrows.filter(({ from, to }) => to.ours && !mayImport(from, to));
    expect(wrong.map(({ from, to }) => show(from, to))).toEqual([]);
  });

  it("come from folders that the table knows", () => {
    const unknown = files.filter(({ path }) => !free.test(path) && !layers[layerOf(path).split("/")[0]!]);
    expect(unknown.map((file) => file.path)).toEqual([]);
  });

  it("use each package only where it belongs", () => {
    const wrong = arrows.filter(({ from, to }) => {
      if (to.ours || (to.target.startsWith("node:") && !packages[to.target])) return false;
      const name = to.target.startsWith("@") ? to.target.split("/").slice(0, 2).join("/") : to.target;
      const places = packages[name] ?? packages[name.split("/")[0]!] ?? [];
      return !places.some((place) => place.test(from.path));
    });
    expect(wrong.map(({ from, to }) => show(from, to))).toEqual([]);
  });

  it("bring no door to the machine into the folders that do no input or output", () => {
    const wrong = arrows.filter(
      ({ from, to }) => pure.includes(layerOf(from.path).split("/")[0]!) && doors.test(to.target),
    );
    expect(wrong.map(({ from, to }) => show(from, to))).toEqual([]);
  });

  it("form no cycle between files", () => {
    expect(cycles()).toEqual([]);
  });
});

/** Each cycle once, as the list of its files. */
function cycles(): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const state = new Map<string, "open" | "done">();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") {
      found.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      return;
    }
    state.set(path, "open");
    for (const { target } of byPath.get(path)?.imports ?? []) if (byPath.has(target)) visit(target, [...trail, path]);
    state.set(path, "done");
  };
  for (const file of files) visit(file.path, []);
  return found;
}
