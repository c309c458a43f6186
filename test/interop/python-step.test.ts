import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findInterpreter } from "../../src/compute/python/interpreter.js";
import { findEnvironment, openEnvironment } from "../../src/compute/python/virtual-environment.js";
import { virtualClock } from "../../src/core/index.js";
import { type Finished, gyre, gyreJson, REQUEST } from "../cli/gyre.js";

const INSTALL_MS = 900_000;
const clock = virtualClock(Date.now());

let base: string;
let project: string;
let first: Finished;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "gyre-python-step-"));
  project = join(base, "shop");
  await gyreJson("init", project);
  const guide = await readFile(join(import.meta.dirname, "../../docs/guides/train-in-python.md"), "utf8");
  const blocks = (kind: string) =>
    [...guide.matchAll(new RegExp(`\`\`\`${kind}\\n([^]*?)\`\`\``, "g"))].map(([, text]) => text);
  const [script, features] = blocks("python");
  const files = { "train.py": script, "features.py": features, "requirements.txt": blocks("text")[0] };
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
  const config = await readFile(join(project, "gyre.config.ts"), "utf8");
  const changed = config.replace(/estimator: gbdt\(.*\),\n/, blocks("ts")[0]);
  await writeFile(join(project, "gyre.config.ts"), changed.replace("gbdt,", "python,"));
  first = await gyre("train", "--deploy", "--project", project, "--json");
}, INSTALL_MS);
afterAll(() => rm(base, { recursive: true, force: true, maxRetries: 3 }));

describe("the guide to training in Python, as written", () => {
  it("goes through gates, proof, registry and deployment, and answers", async () => {
    expect(first.code, first.stderr).toBe(0);
    const { version, gates } = JSON.parse(first.stdout);
    expect(gates).toMatchObject([{ passed: true }]);
    expect(version.metrics.rocAuc).toBeGreaterThan(0.7);
    expect(version.parity.rows).toBe(256);
    expect(version.parity.maxDifference).toBeLessThan(1e-5);
    expect(version.card).toContain("answers as the trainer did on 256 stored rows");
    const answers = await Promise.all(
      ["shoes", "book"].map((product) =>
        gyreJson("predict", JSON.stringify({ ...REQUEST, product }), "--project", project),
      ),
    );
    expect(answers[0].probability).not.toBe(answers[1].probability);
  });

  it("has a run with what autolog and the script logged, what is installed, and what Gyre measured", async () => {
    const { runs } = await gyreJson("runs", "list", "--project", project);
    expect(runs).toHaveLength(1);
    const { params, metrics, info } = runs[0];
    expect(params).toContainEqual({ key: "randomforestclassifier__max_depth", value: "5" });
    const names = metrics.map(({ key }: { key: string }) => key);
    expect(names).toEqual(expect.arrayContaining(["trees", "holdout.rocAuc"]));
    await gyre("artifacts", "download", info.id, "gyre", "--project", project, "--out", base);
    expect(await readFile(join(base, "packages.txt"), "utf8")).toContain("scikit-learn==1.9.1\n");
    expect(await readdir(join(base, "code"))).toEqual(["features.py", "train.py"]);
  });

  it(
    "comes back equal, metrics and bytes, though the folder's script is another by now",
    async () => {
      const { runId } = JSON.parse(first.stdout);
      const script = join(project, "train.py");
      const text = await readFile(script, "utf8");
      await writeFile(script, text.replace("GYRE_SEED", "GYRE_SEED_"));
      const { code, stdout, stderr } = await gyre("reproduce", runId, "--project", project, "--json");
      const found = JSON.parse(stdout);
      expect([code, found.isEqual, found.environment], stderr).toEqual([0, true, []]);
      expect(found.logged).toContainEqual({ name: "trees", before: 30, after: 30, isEqual: true });
      await writeFile(script, text);
    },
    INSTALL_MS,
  );

  it(
    "is told apart when it draws by something else than the seed",
    async () => {
      const script = join(project, "train.py");
      const text = await readFile(script, "utf8");
      await writeFile(script, text.replace('random_state=int(os.environ["GYRE_SEED"])', "random_state=os.getpid()"));
      const { runId } = await gyreJson("train", "--project", project);
      const { code, stdout } = await gyre("reproduce", runId, "--project", project, "--json");
      const found = JSON.parse(stdout);
      expect([code, found.isEqual]).toEqual([5, false]);
      const places = found.file.differences.map(({ place }: { place: string }) => place);
      expect(places.join("\n")).toContain("TreeEnsembleClassifier");
      expect(found.metrics.some((metric: { isEqual: boolean }) => !metric.isEqual)).toBe(true);
    },
    INSTALL_MS,
  );
});

describe("a virtual environment", () => {
  it(
    "installs from a folder without a network, tells what is installed, and can be found by that",
    async () => {
      const root = join(base, "wheels");
      const interpreter = await findInterpreter("python3");
      const wheels = join(base, "dist");
      await makeWheel(wheels);
      process.env.PIP_NO_INDEX = "1";
      process.env.PIP_FIND_LINKS = wheels;
      try {
        const made = await openEnvironment({ root, clock, interpreter, requirements: ["tiny==1.0"] });
        expect(made.packages).toEqual(["tiny==1.0"]);
        expect(await readFile(join(made.folder, "bin", "pip"), "utf8")).toContain(`#!${made.folder}/bin/python`);
        expect(await findEnvironment({ root, clock }, interpreter, ["tiny==1.0"])).toMatchObject({
          folder: made.folder,
        });
        expect(await findEnvironment({ root, clock }, interpreter, ["tiny==1.1"])).toBeNull();
        await expect(openEnvironment({ root, clock, interpreter, requirements: ["tiny==2.0"] })).rejects.toMatchObject({
          code: "training.script_failed",
          message: expect.stringMatching(/pip could not install the requirements[\s\S]*tiny==2\.0/),
        });
        expect(await readdir(root)).toHaveLength(1);
      } finally {
        delete process.env.PIP_NO_INDEX;
        delete process.env.PIP_FIND_LINKS;
      }
    },
    INSTALL_MS,
  );
});

/** A wheel of one empty module: a zip archive, which Python itself writes. */
async function makeWheel(folder: string): Promise<void> {
  await mkdir(folder);
  const program = `import sys, zipfile
with zipfile.ZipFile(sys.argv[1] + "/tiny-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("tiny.py", "")
    wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\n")
    wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("tiny-1.0.dist-info/RECORD", "tiny.py,,\\n")
`;
  const { status, stderr } = spawnSync("python3", ["-c", program, folder], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}
