import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createRandom } from "../../src/core/index.js";
import { classTarget, fitModel, logistic, toOnnx } from "../../src/learn/index.js";
import { gyreJson } from "./gyre.js";

/** Whether there is a Python that can make virtual environments. */
export const hasPython = spawnSync("python3", ["-c", "import venv"]).status === 0;

/** A model of the starter project's price, as a script would write it, in base64; `slope` turns it. */
export function preparedModel(slope: number): string {
  const price = Float64Array.from({ length: 40 }, (_, i) => 10 + 5 * i);
  const labels = Array.from(price, (value, i) => (slope * (value - 105) + ((i * 7) % 5) * 20 - 40 > 0 ? "1" : "0"));
  const table = { rows: 40, names: ["price"], columns: [{ kind: "number" as const, values: price }] };
  const model = fitModel(logistic({ l2: 1, standardize: true }), table, classTarget(labels), {
    random: createRandom(1),
  });
  return Buffer.from(toOnnx(model, { name: "returned" })).toString("base64");
}

/** What most scripts of these tests do: write the model that lies beside them. */
export const WRITES_MODEL = `import base64, os
text = open("model.b64").read()
open(os.environ["GYRE_MODEL_OUT"], "wb").write(base64.b64decode(text))
`;

/** The starter project with a script in place of its estimator; `options` stands in the project file as it is. */
export async function pythonProject(
  folder: string,
  { script, options = "", files = {} }: { script: string; options?: string; files?: Readonly<Record<string, string>> },
): Promise<string> {
  const project = join(folder, "shop");
  await gyreJson("init", project);
  const config = await readFile(join(project, "gyre.config.ts"), "utf8");
  const estimator = `python("train.py", { ${options.includes("files:") ? "" : `files: ["model.b64"], `}${options} })`;
  const changed = config.replace(/estimator: gbdt\(.*\)/, `estimator: ${estimator}`).replace("gbdt,", "python,");
  await writeFile(
    join(project, "gyre.config.ts"),
    changed.replace('atLeast("rocAuc", 0.55)', 'atLeast("rocAuc", 0.01)'),
  );
  for (const [path, text] of Object.entries({ "train.py": script, "model.b64": preparedModel(1), ...files })) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
  return project;
}
