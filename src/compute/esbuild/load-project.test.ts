import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadProject } from "./load-project.js";

let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "gyre-load-"));
});
afterAll(() => rm(base, { recursive: true, force: true }));

const CONFIG = `import {
  allOf, atLeast, count, defineProject, deployment, entity, examples, featureSet, field, gbdt, immediately, logistic, mean, model,
  never, onAlert, parquet, query, windows,
} from "gyre";
import { trips as schema } from "./gyre.schema.js";
import lateTrips from "./sql/late_trips.sql";
// ä, ö, ü: columns are counted in characters.
const trips = parquet("trips", "data/trips.parquet", schema);
const lateOnes = query("late_trips", lateTrips, { from: [trips], schema });
const carrier = entity("carrier", ["carrier"]);
const recent = windows("recent", {
  entity: carrier, source: trips, event: "left_at", available: "left_at", over: ["3h"],
  aggregate: { delay: mean("delay"), trips: count() },
});
const features = featureSet("trip", {
  source: trips, fields: ["carrier"], request: { carrier: field("carrier") }, features: [...allOf(recent)],
});
const late = model("late", {
  predicts: "the trip is late",
  examples: examples(trips, { id: "id", at: "left_at", label: "late", labelKnownAt: "known_at" }),
  features, estimator: gbdt({ trees: 2 }), baseline: logistic({}),
});
export default defineProject({
  name: "trips", sources: [trips, lateOnes], entities: [carrier], views: [recent], model: late,
  gates: [atLeast("rocAuc", 0.5)], deployment: deployment("late", { model: late }), rollout: immediately(), monitors: [],
  retraining: { never: never(), alert: onAlert({ of: ["drift"], cooldown: "7d" }) }, policy: "never",
});
`;
const SCHEMA = `import { double, integer, tableSchema, text, timestamp } from "gyre";
export const trips = tableSchema({
  key: ["id"],
  columns: { id: text(), carrier: text(), delay: double({ nullable: true }), late: integer(), left_at: timestamp(), known_at: timestamp() },
});
`;

let made = 0;
/** A project's folder; `change` replaces a text in one of its files, once. */
async function project(change: { file?: string; from?: string; to?: string } = {}): Promise<string> {
  const folder = join(base, `p${made++}`);
  const files: Record<string, string> = {
    "gyre.config.ts": CONFIG,
    "gyre.schema.ts": SCHEMA,
    "sql/late_trips.sql": "SELECT * FROM trips WHERE late = 1 -- `late`\n",
  };
  const { file = "gyre.config.ts", from = "", to = "" } = change;
  expect(files[file]).toContain(from);
  files[file] = files[file].replace(from, to);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}
const failure = async (change: Parameters<typeof project>[0]) => {
  const folder = await project(change);
  return loadProject(folder).then(
    () => expect.unreachable("the project should not load"),
    (error) => ({ code: error.code, message: error.message, hint: error.hint, details: error.details, folder }),
  );
};
/** Line and column of a text in the changed file. */
const placeOf = async (folder: string, file: string, word: string): Promise<string> => {
  const before = (await readFile(join(folder, file), "utf8")).split(word)[0].split("\n");
  return `${file}:${before.length}:${before[before.length - 1].length + 1}`;
};

describe("a good project", () => {
  it("may take its estimator from gyre/learn", async () => {
    const to = "features, estimator: calibrated({ estimator: randomForest({ trees: 2 }) }),";
    const folder = await project({ from: "features, estimator: gbdt({ trees: 2 }),", to });
    const file = join(folder, "gyre.config.ts");
    await writeFile(file, `import { calibrated, randomForest } from "gyre/learn";\n${await readFile(file, "utf8")}`);
    expect((await loadProject(folder)).project.model.estimator).toMatchObject({ kind: "calibrated" });
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("calibrated", "calibratd"));
    await expect(loadProject(folder)).rejects.toThrow(/"gyre\/learn" has no "calibratd"/);
  });

  it("loads as plain data, with SQL as text, and changes no file", async () => {
    const folder = await project();
    const before = await readdir(folder, { recursive: true });
    const loaded = await loadProject(folder);
    expect(loaded).toMatchObject({ folder, file: join(folder, "gyre.config.ts") });
    expect(loaded.project).toMatchObject({
      name: "trips",
      asOf: null,
      policy: "never",
      model: { name: "late", seed: 1 },
    });
    expect(loaded.project.sources[1]).toMatchObject({
      kind: "query",
      sql: "SELECT * FROM trips WHERE late = 1 -- `late`",
    });
    expect(structuredClone(loaded.project)).toEqual(loaded.project);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(before.sort());
    expect(await readFile(join(folder, "gyre.config.ts"), "utf8")).toBe(CONFIG);
  });

  it("has the same code version in another folder and with other comments, another for a changed line, schema, or query", async () => {
    const folder = await project();
    const { codeVersion } = await loadProject(folder);
    const copy = join(base, "a copy elsewhere", "deep");
    await cp(folder, copy, { recursive: true });
    expect((await loadProject(copy)).codeVersion).toBe(codeVersion);
    expect((await loadProject(await project({ from: "// ä, ö", to: "// Note: ä, ö" }))).codeVersion).toBe(codeVersion);
    expect(codeVersion).toMatch(/^[0-9a-f]{64}$/);
    const changes = [
      { from: "trees: 2", to: "trees: 3" },
      { file: "gyre.schema.ts", from: "late: integer()", to: "late: integer({ max: 1 })" },
      { file: "sql/late_trips.sql", from: "late = 1", to: "late > 0" },
    ];
    const versions = await Promise.all(
      changes.map(async (change) => (await loadProject(await project(change))).codeVersion),
    );
    expect(new Set([codeVersion, ...versions]).size).toBe(4);
  });
});

describe("a project that does not load", () => {
  it("says that there is no project in a folder without its file", async () => {
    await expect(loadProject(join(base, "nowhere"))).rejects.toMatchObject({ code: "project.not_found" });
  });

  it("names file, place and nearest column for a misspelt column", async () => {
    const error = await failure({ from: 'mean("delay")', to: 'mean("dleay")' });
    expect(error).toMatchObject({ code: "project.unknown_name", hint: 'did you mean "delay"?' });
    expect(error.message).toContain(`${await placeOf(error.folder, "gyre.config.ts", 'dleay"')}: `);
    expect(error.message).toContain("recent");
    expect(error.details).toMatchObject({
      name: "dleay",
      nearest: "delay",
      file: join(error.folder, "gyre.config.ts"),
    });
  });

  it("finds the place of an unknown name in another file of the project", async () => {
    const error = await failure({ file: "gyre.schema.ts", from: 'key: ["id"]', to: "key: ['idd']" });
    expect(error).toMatchObject({ code: "project.unknown_name", hint: 'did you mean "id"?' });
    expect(error.message).toContain(`${await placeOf(error.folder, "gyre.schema.ts", "idd'")}: `);
  });

  it.each([
    ["gyre.config.ts", "views: [recent]", "views: [recnt]", "recnt]", "recent"],
    ["gyre.config.ts", "const carrier = entity", "/* äöü */ const carrier = entitee", "entitee", "entity"],
    ["gyre.schema.ts", "left_at: timestamp()", "left_at: timestmp()", "timestmp", "timestamp"],
  ])(
    "names the place in %s and the nearest word for an undefined variable: %s → %s",
    async (file, from, to, word, nearest) => {
      const error = await failure({ file, from, to });
      expect(error).toMatchObject({
        code: "project.load_failed",
        hint: `did you mean ${nearest}?`,
        details: { nearest },
      });
      expect(error.message).toBe(`${await placeOf(error.folder, file, word)}: ${word.replace("]", "")} is not defined`);
    },
  );

  it("names the nearest export for a misspelt import from gyre", async () => {
    const error = await failure({ from: "allOf, atLeast,", to: "allOf, atLaest as atLeast," });
    expect(error.message).toBe(`${await placeOf(error.folder, "gyre.config.ts", "atLaest")}: "gyre" has no "atLaest"`);
    expect(error).toMatchObject({
      code: "project.load_failed",
      hint: 'did you mean "atLeast"?',
      details: { name: "atLaest" },
    });
  });

  it("names line and column of a syntax error, counted in characters", async () => {
    const error = await failure({ from: "// ä, ö, ü", to: "/* ä, ö, ü */ const = 1; //" });
    expect(error.code).toBe("project.load_failed");
    expect(error.message).toContain(`${await placeOf(error.folder, "gyre.config.ts", "= 1; //")}: `);
  });

  it("names the place of an import of a file that is not there", async () => {
    const error = await failure({ from: "./sql/late_trips.sql", to: "./sql/gone.sql" });
    expect(error.code).toBe("project.load_failed");
    expect(error.message).toMatch(/^gyre\.config\.ts:6:23: .*gone\.sql/);
  });

  it("names the place where code of the project throws, and where a definition refuses its arguments", async () => {
    const thrown = await failure({ from: "const trips = ", to: "null.what;\nconst trips = " });
    expect(thrown.message).toMatch(/^gyre\.config\.ts:8:\d+: Cannot read properties of null/);
    const refused = await failure({ from: 'cooldown: "7d"', to: 'cooldown: "7 days" as "7d"' });
    expect(refused).toMatchObject({ code: "core.bad_duration" });
    const place = await placeOf(refused.folder, "gyre.config.ts", "onAlert({");
    expect(refused.message).toContain(`${place}: expected a duration`);
  });

  it.each([
    ["export default defineProject", "export const project = defineProject", /no default export/],
    ["export default defineProject", "export default () => defineProject", /must export by default/],
    ["gates: [atLeast", "doors: [atLeast", /has no gates/],
  ])("refuses %s → %s", async (from, to, reason) => {
    const error = await failure({ from, to });
    expect(error.code).toBe("project.bad_definition");
    expect(error.message).toMatch(/^gyre\.config\.ts/);
    expect(error.message).toMatch(reason);
  });
});
