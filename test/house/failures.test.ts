import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FAILURES } from "../../src/core/index.js";
import { root, sourceFiles } from "./sources.js";

test("docs/reference/failures.md has the table of failures, code by code", () => {
  const text = readFileSync(join(root, "docs/reference/failures.md"), "utf8");
  const documented = [...text.matchAll(/^\| `([a-z]+\.[a-z_]+)` \| (\d+) \| (\d+) \| (yes|no) \| (.+) \|$/gm)].map(
    (match) => ({
      code: match[1],
      status: Number(match[2]),
      exit: Number(match[3]),
      retryable: match[4] === "yes",
    }),
  );
  const actual = Object.entries(FAILURES).map(([code, { status, exit, retryable }]) => ({
    code,
    status,
    exit,
    retryable,
  }));
  expect(documented).toEqual(actual);
});

test("every code of the table is used, and no code is thrown that the table lacks", () => {
  const used = new Set(
    sourceFiles({ tests: false })
      .filter((file) => file.path !== "src/core/errors.ts")
      .flatMap((file) => [...file.text.matchAll(/"([a-z]+\.[a-z_]+)"/g)].map((match) => match[1])),
  );
  expect(Object.keys(FAILURES).filter((code) => !used.has(code) && code !== "core.unexpected")).toEqual([]);
});
