import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gyre, gyreJson, inStore, REQUEST, temporaryFolder } from "./gyre.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
/** A project with a deployed version; each case works on a copy. */
let good: string;
let copies = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  good = join(folder.path, "good");
  await gyreJson("init", good);
  await gyreJson("train", "--deploy", "--project", good);
});
afterAll(() => folder.remove());

/** Without the database's log: nobody has it open, so that it is empty, and it goes when the last connection is collected. */
async function copy(): Promise<string> {
  const project = join(folder.path, `copy${copies++}`);
  await cp(good, project, { recursive: true, filter: (path) => !/-(wal|shm)$/.test(path) });
  return project;
}

const edit = (file: string, from: string | RegExp, to: string) => async (project: string) => {
  const path = join(project, file);
  const before = await readFile(path, "utf8");
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  await writeFile(path, after);
};

/** What must be as before after a failure. */
const memory = (project: string) =>
  inStore(project, async ({ models, predictions, rollouts }) => ({
    versions: await models.list("returned"),
    moves: await models.aliasMoves("returned"),
    predictions: await predictions.count("returns"),
    rollout: (await rollouts.load("returns")) ?? null,
  }));

interface Case {
  readonly what: string;
  readonly change?: (project: string) => Promise<void>;
  readonly command: readonly string[];
  readonly exit: number;
  readonly code: string;
  readonly says: RegExp;
}

const request = JSON.stringify(REQUEST);
const CSV = "data/orders.csv";
const CONFIG = "gyre.config.ts";

const CASES: readonly Case[] = [
  {
    what: "a source of random bytes",
    change: (project) =>
      writeFile(join(project, CSV), Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256))),
    command: ["train"],
    exit: 6,
    code: "data.",
    says: /orders/,
  },
  {
    what: "a Parquet file that was cut short",
    change: async (project) => {
      await edit(CONFIG, 'csv("orders", "data/orders.csv"', 'parquet("orders", "data/orders.parquet"')(project);
      await edit(CONFIG, "count, csv,", "count, parquet,")(project);
      await writeFile(join(project, "data/orders.parquet"), "PAR1 and no more");
    },
    command: ["train"],
    exit: 6,
    code: "data.unreadable",
    says: /orders/,
  },
  {
    what: "a source that is gone",
    change: (project) => rm(join(project, CSV)),
    command: ["train"],
    exit: 3,
    code: "data.file_missing",
    says: /orders\.csv/,
  },
  {
    what: "a column that is missing",
    change: edit(CSV, "customer,product,price", "customer,product,cost"),
    command: ["train"],
    exit: 6,
    code: "data.column_missing",
    says: /price/,
  },
  {
    what: "a column whose type changed",
    change: edit(CSV, /,(\d+\.\d\d),/g, ",EUR $1,"),
    command: ["train"],
    exit: 6,
    code: "data.",
    says: /price/,
  },
  {
    what: "an impossible time zone",
    change: edit(CONFIG, 'hourOf("ordered_at", "UTC")', 'hourOf("ordered_at", "Mars/Olympus")'),
    command: ["apply"],
    exit: 6,
    code: "data.bad_time_zone",
    says: /Mars\/Olympus/,
  },
  {
    what: "a misspelt column",
    change: edit(CONFIG, 'field("price")', 'field("prise")'),
    command: ["train"],
    exit: 2,
    code: "",
    says: /gyre\.config\.ts:\d+:\d+: [\s\S]*did you mean "?price"?\?/,
  },
  {
    what: "a misspelt function",
    change: edit(CONFIG, "weekdayOf, windows", "weekdayOf, windoes as windows"),
    command: ["status"],
    exit: 2,
    code: "project.load_failed",
    says: /did you mean "windows"\?/,
  },
  {
    what: "a gate that asks too much",
    change: edit(CONFIG, "0.55", "0.99"),
    command: ["train"],
    exit: 5,
    code: "registry.gate_failed",
    says: /0\.99/,
  },
  {
    what: "a folder without a project",
    change: (project) => rm(join(project, CONFIG)),
    command: ["status"],
    exit: 3,
    code: "project.not_found",
    says: /gyre init/,
  },
  {
    what: "a moment that is none",
    command: ["train", "--as-of", "yesterday"],
    exit: 2,
    code: "cli.bad_usage",
    says: /2013-07-01/,
  },
  {
    what: "an unknown estimator",
    command: ["train", "--estimator", "forest"],
    exit: 2,
    code: "cli.bad_usage",
    says: /baseline/,
  },
  {
    what: "a moment before all data",
    command: ["train", "--as-of", "2020-01-01"],
    exit: 6,
    code: "training.no_examples",
    says: /./,
  },
  {
    what: "an unknown version",
    command: ["deploy", "--version", "7"],
    exit: 3,
    code: "registry.version_unknown",
    says: /there is 1/,
  },
  {
    what: "a misspelt policy",
    command: ["rehearse", "--policy", "on-drft"],
    exit: 2,
    code: "rehearsal.policy_unknown",
    says: /did you mean "on-drift"\?/,
  },
  {
    what: "an empty stretch",
    command: ["rehearse", "--from", "2025-05-01", "--to", "2025-04-01"],
    exit: 2,
    code: "cli.bad_usage",
    says: /--from before --to/,
  },
  {
    what: "an unknown prediction",
    command: ["why", "pred_unknown"],
    exit: 3,
    code: "serving.prediction_unknown",
    says: /gyre status/,
  },
  {
    what: "a request that is not JSON",
    command: ["predict", "{price: NaN}"],
    exit: 2,
    code: "cli.bad_usage",
    says: /quote it for the shell/,
  },
  {
    what: "a NaN in a request",
    command: ["predict", '{"price": NaN}'],
    exit: 2,
    code: "cli.bad_usage",
    says: /JSON has no NaN/,
  },
  {
    what: "a request without a field",
    command: ["predict", '{"customer": "c7"}'],
    exit: 2,
    code: "serving.bad_request",
    says: /\/product: expected text, got nothing/,
  },
  {
    what: "a request with a field too many",
    command: ["predict", request.replace("}", ', "pryce": 1}')],
    exit: 2,
    code: "serving.bad_request",
    says: /\/pryce[\s\S]*did you mean price\?/,
  },
  {
    what: "a host that others can reach",
    command: ["up", "--host", "0.0.0.0", "--port", "0"],
    exit: 2,
    code: "server.host_refused",
    says: /127\.0\.0\.1/,
  },
  {
    what: "a port that is none",
    command: ["up", "--port", "http"],
    exit: 2,
    code: "cli.bad_usage",
    says: /from 0 to 65535/,
  },
];

describe("bad input ends with its exit code, code and hint, and changes nothing", () => {
  it.each(CASES)("$what", async ({ change, command, exit, code, says }) => {
    const project = change ? await copy() : good;
    await change?.(project);
    const before = await memory(project);
    const failed = await gyre(...command, "--project", project, "--json");
    expect(failed.code, failed.stderr).toBe(exit);
    const { error, hint, code: got } = JSON.parse(failed.stdout);
    expect(got).toContain(code);
    expect(failed.stderr).toContain(`error ${got}: ${error}`);
    expect(failed.stderr).toMatch(says);
    expect(hint).toMatch(/\w{3}/);
    expect(await memory(project)).toEqual(before);
  });
});

describe("a wrong command line", () => {
  it.each([
    [["trian"], /unknown command 'trian'\n.*did you mean train\?/],
    [["train", "--as-off", "x"], /unknown option '--as-off'\n.*did you mean --as-of\?/],
    [["why"], /missing required argument 'what'/],
    [["status", "twice"], /too many arguments/],
  ])("%j ends with exit code 2 and a suggestion", async (args, says) => {
    expect(await gyre(...args)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(says) });
  });

  it("without a command shows the help and ends with exit code 2", async () => {
    expect(await gyre()).toMatchObject({ code: 2, stderr: expect.stringContaining("Usage: gyre") });
  });
});

describe("a damaged state", () => {
  it.each([
    ["empty", (path: string) => writeFile(path, "")],
    ["gone", (path: string) => rm(path)],
  ])("names a model file that is %s, and another training puts the same bytes back", async (_what, damage) => {
    const project = await copy();
    const [{ digest }] = await inStore(project, (store) => store.models.list("returned"));
    await damage(join(project, ".gyre/objects", digest.slice(0, 2), digest.slice(2)));
    const failed = await gyre("predict", request, "--project", project);
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringMatching(/store\.corrupt[\s\S]*→/) });
    expect(await gyreJson("train", "--project", project)).toMatchObject({ version: { version: 1, digest } });
    expect(await gyreJson("predict", request, "--project", project)).toMatchObject({ version: 1 });
  });

  it("says so when the database is no database", async () => {
    const project = await copy();
    for (const ending of ["", "-wal", "-shm"]) await rm(join(project, `.gyre/gyre.db${ending}`), { force: true });
    await writeFile(join(project, ".gyre/gyre.db"), "no database, but long enough to be taken for one".repeat(50));
    expect(await gyre("status", "--project", project)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("store.corrupt"),
    });
  });

  it("makes a project's folder only where it may", async () => {
    const file = join(folder.path, "file");
    await mkdir(folder.path, { recursive: true });
    await writeFile(file, "");
    expect(await gyre("init", join(file, "shop"))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("cli.bad_usage"),
    });
  });
});
