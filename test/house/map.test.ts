import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rooms, root } from "./sources.js";

test("src/README.md shows the rooms in the order of the list", () => {
  const map = readFileSync(join(root, "src/README.md"), "utf8");
  expect([...map.matchAll(/^\| \[`(\w+)\/`\]/gm)].map((match) => match[1])).toEqual(rooms.map((room) => room.name));
});

test("every room says in a README of at most 40 lines what comes in and what goes out", () => {
  const wrong = rooms.filter(({ name }) => {
    const path = join(root, "src", name, "README.md");
    return !existsSync(path) || readFileSync(path, "utf8").trimEnd().split("\n").length > 40;
  });
  expect(wrong).toEqual([]);
});

test("the version in the code is that of the package", async () => {
  const { GYRE_VERSION } = await import("../../src/cli/version.js");
  expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version).toBe(GYRE_VERSION);
});

test("decisions are numbered without gaps and say what checks them", () => {
  const index = readFileSync(join(root, "docs/decisions/README.md"), "utf8");
  const linked = [...index.matchAll(/\((\d{4}-[a-z0-9-]+\.md)\)/g)].map((match) => match[1]);
  expect(linked.map((name) => Number(name.slice(0, 4)))).toEqual(linked.map((_, i) => i + 1));
  for (const name of linked) {
    expect(readFileSync(join(root, "docs/decisions", name), "utf8"), name).toMatch(/\*\*Checked by\*\*/);
  }
});
