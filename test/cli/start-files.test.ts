import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Output {
  readonly bytes: number;
  readonly entryPoint?: string;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

// Written by `npm run build`.
const { outputs } = JSON.parse(readFileSync(join(import.meta.dirname, "../../dist/bundle/meta.json"), "utf8")) as {
  readonly outputs: Readonly<Record<string, Output>>;
};

/** All files that these modules are in or need at once, and what they import from elsewhere. */
function loadedBy(...modules: readonly string[]) {
  const files = new Set<string>();
  const outside = new Set<string>();
  const add = (path: string): void => {
    if (files.has(path)) return;
    files.add(path);
    for (const { path: used, kind, external } of outputs[path].imports) {
      if (kind !== "import-statement") continue;
      if (!external) add(used);
      else if (!/^(node:)?[a-z0-9_]+(\/[a-z]+)?$/.test(used)) outside.add(used);
    }
  };
  for (const module of modules) {
    const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === `dist/${module}`);
    if (!found) throw new Error(`${module} is not in the bundle`);
    add(found[0]);
  }
  const list = [...files];
  const bytes = list.reduce((sum, path) => sum + outputs[path].bytes, 0);
  return {
    files: list,
    bytes,
    outside: [...outside],
    inputs: list.flatMap((path) => Object.keys(outputs[path].inputs)),
  };
}

describe("what a start loads", () => {
  it("is a few files for `gyre up --data`, and no data engine", () => {
    const modules = ["cli/main.js", "cli/commands/up.js", "cli/tracking-server.js", "store/sql/sqlite/open.js"];
    const { files, bytes, outside, inputs } = loadedBy(...modules);
    expect(files.length).toBeLessThan(30);
    expect(bytes).toBeLessThan(2_500_000);
    expect(outside.filter((path) => !path.startsWith("../core/"))).toEqual(["@photostructure/sqlite"]);
    expect(inputs.filter((path) => /^dist\/(compute|learn|rehearsal)\//.test(path))).toEqual([]);
  });

  it("is next to nothing for help", () => {
    const { bytes, inputs } = loadedBy("cli/main.js");
    expect(bytes).toBeLessThan(120_000);
    expect(inputs.filter((path) => /node_modules/.test(path) && !path.includes("/commander/"))).toEqual([]);
  });

  it("has one copy of the errors, and of modules that find files beside themselves", () => {
    const bundled = Object.keys(outputs).flatMap((path) => Object.keys(outputs[path].inputs));
    expect(bundled.filter((path) => path.startsWith("dist/core/"))).toEqual([]);
    const placed = bundled.filter(
      (path) =>
        path.startsWith("dist/") &&
        readFileSync(join(import.meta.dirname, "../..", path), "utf8").includes("import.meta"),
    );
    expect(placed).toEqual([]);
  });
});
