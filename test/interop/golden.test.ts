import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync } from "node:fs";
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

/** A program that records what a server answers needs the server's address; mlflow.test.ts asks such a server anew. */
const needsServer = (path: string): boolean =>
  readFileSync(join(root, "golden", path), "utf8").includes("BASE = sys.argv[1]");
const programs = readdirSync(join(root, "golden"), { recursive: true, encoding: "utf8" })
  .filter((path) => /^[\w-]+\/[\w-]+\.py$/.test(path))
  .filter((path) => !needsServer(path));
let copies: string;

beforeAll(() => {
  copies = mkdtempSync(join(tmpdir(), "gyre-golden-"));
});
afterAll(() => rmSync(copies, { recursive: true, force: true }));

describe("golden values are made again by the programs that made them", () => {
  it.concurrent.each(programs)("%s", async (program) => {
    const [room, file] = program.split("/");
    // A copy of its own: several programs of a room run at once.
    const copy = join(copies, program.replace("/", "-"));
    const folder = join(copy, "golden", room);
    cpSync(join(root, "golden", room), folder, { recursive: true });
    symlinkSync(join(root, "examples"), join(copy, "examples"));
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (name) => !/\.(py|md)$/.test(name) && statSync(join(folder, name)).isFile(),
    );
    for (const name of files) utimesSync(join(folder, name), 0, 0);
    const text = readFileSync(join(folder, file), "utf8");
    const { stdout } = await run(inject("python"), [file], { cwd: folder, env: ONE_THREAD, maxBuffer: 2 ** 26 });
    // A program that says --write compares without it, and fails on the first difference.
    if (text.includes('"--write"')) return;
    const printed = />\s*(?:[\w-]+\/)*([\w-]+\.json)/.exec(text.split('"""')[1] ?? "")?.[1];
    const results = files.filter((name) => name === printed || statSync(join(folder, name)).mtimeMs > 0);
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
