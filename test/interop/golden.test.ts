import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
/** Another processor's vector units sum in another order; nothing else may differ. */
const RELATIVE = 1e-8;
const ABSOLUTE = 1e-14;
/** Several run at once; each with as many threads as there are processors would only be in the others' way. */
const ONE_THREAD = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };

const programs = readdirSync(join(root, "golden"), { recursive: true, encoding: "utf8" }).filter((path) =>
  /^[\w-]+\/[\w-]+\.py$/.test(path),
);
let copy: string;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "gyre-golden-"));
  cpSync(join(root, "golden"), join(copy, "golden"), { recursive: true });
  mkdirSync(join(copy, "examples"));
  for (const name of readdirSync(join(root, "examples")))
    symlinkSync(join(root, "examples", name), join(copy, "examples", name));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe("golden values are made again by the programs that made them", () => {
  it.concurrent.each(programs)("%s", async (program) => {
    const [room, file] = program.split("/");
    const folder = join(copy, "golden", room);
    const text = readFileSync(join(folder, file), "utf8");
    // A program that says --write compares without it, and fails on the first difference.
    const compares = text.includes('"--write"');
    const results = readdirSync(folder).filter((name) => !/\.(py|md)$/.test(name));
    if (!compares) for (const name of results) rmSync(join(folder, name), { recursive: true });
    const { stdout } = await run(inject("python"), [file], { cwd: folder, env: ONE_THREAD, maxBuffer: 2 ** 26 });
    const printed = />\s*([\w-]+\.json)/.exec(text.split('"""')[1] ?? "")?.[1];
    expect(results.length).toBeGreaterThan(0);
    for (const name of results) {
      const committed = readFileSync(join(root, "golden", room, name));
      const made = name === printed ? Buffer.from(stdout) : readFileSync(join(folder, name));
      if (name.endsWith(".json")) expectSame(JSON.parse(made.toString()), JSON.parse(committed.toString()), name);
      else expect(made.equals(committed), name).toBe(true);
    }
  });
});

function expectSame(made: unknown, committed: unknown, path: string): void {
  if (typeof made === "number" && typeof committed === "number") {
    const allowed = Math.max(RELATIVE * Math.abs(committed), ABSOLUTE);
    if (!(Math.abs(made - committed) <= allowed)) expect(made, path).toBe(committed);
  } else if (typeof made === "object" && made !== null && typeof committed === "object" && committed !== null) {
    expect(Object.keys(made), path).toEqual(Object.keys(committed));
    for (const [key, value] of Object.entries(made))
      expectSame(value, (committed as Readonly<Record<string, unknown>>)[key], `${path}/${key}`);
  } else {
    expect(made, path).toEqual(committed);
  }
}
