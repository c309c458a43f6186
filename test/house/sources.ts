import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export interface Room {
  readonly ring: string;
  readonly name: string;
}

/** The rooms in the order of `architecture/layers.txt`. */
export const rooms: readonly Room[] = readFileSync(join(root, "architecture/layers.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [ring, name] = line.split(": ");
    return { ring, name };
  });

export interface SourceFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  readonly room: string;
  readonly text: string;
  readonly imports: readonly string[];
}

/** Every TypeScript file of src/ with what it imports; `tests` adds tests and contract suites. */
export function sourceFiles(options: { readonly tests: boolean }): readonly SourceFile[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts") && (options.tests || !/\.(test|contract|fixture|oracle)\.ts$/.test(name)))
    .map((name) => {
      const text = readFileSync(join(root, "src", name), "utf8");
      const imports = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"\s]+)"/g)].map((match) => match[1]);
      return { path: `src/${name}`, room: name.includes("/") ? name.split("/")[0] : "", text, imports };
    });
}

/** Where a relative import leads, relative to the repository. */
export function target(file: SourceFile, specifier: string): string {
  return relative(root, resolve(root, dirname(file.path), specifier)).replaceAll("\\", "/");
}
