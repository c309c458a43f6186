import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "docs/learn");
// Inside the package, so that "gyre/learn" means the built one.
const made = join(root, "dist/docs-examples");
mkdirSync(made, { recursive: true });

interface Example {
  readonly page: string;
  readonly place: number;
  readonly code: string;
  readonly printed: string;
}

const examples = readdirSync(folder)
  .filter((name) => name.endsWith(".md"))
  .flatMap((page): Example[] => {
    const text = readFileSync(join(folder, page), "utf8");
    return [...text.matchAll(/```ts\n([\s\S]*?)```\n+```text\n([\s\S]*?)```/g)].map(([, code, printed], place) => ({
      page,
      place,
      code,
      printed,
    }));
  });

test.each(examples)("$page: example $place prints what the page says", async ({ page, place, code, printed }) => {
  const path = join(made, `${page.replace(".md", "")}-${place}.mjs`);
  writeFileSync(path, transformSync(code, { loader: "ts", format: "esm" }).code);
  const { stdout } = await promisify(execFile)(process.execPath, [path]);
  expect(stdout.trimEnd()).toBe(printed.trimEnd());
});

test("every page of docs/learn has an example", () => {
  const pages = readdirSync(folder).filter((name) => name.endsWith(".md") && name !== "README.md");
  expect(pages.filter((page) => !examples.some((example) => example.page === page))).toEqual([]);
});
