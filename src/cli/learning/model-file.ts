import { rename, rm, writeFile } from "node:fs/promises";
import { GyreError } from "../../core/index.js";
import { type AnyConfig, type Model, missingCategory, type Target, toOnnx } from "../../learn/index.js";
import { GYRE_VERSION } from "../version.js";

/** What the file says of itself besides its graph. */
export interface ModelFacts {
  readonly targetName: string;
  readonly config: AnyConfig;
  readonly target: Target;
  readonly rows: number;
  readonly seed: number;
}

/** Writes the ONNX file, whole or not at all. */
export async function writeModel(path: string, model: Model, facts: ModelFacts): Promise<void> {
  const missing = Object.fromEntries(
    model.columns.flatMap((column) =>
      column.kind === "category" && column.categories.includes("")
        ? [[column.name, missingCategory(column.categories)]]
        : [],
    ),
  );
  const metadata = {
    "gyre.version": GYRE_VERSION,
    "gyre.target": facts.targetName,
    "gyre.task": facts.target.kind,
    ...(facts.target.kind === "class" ? { "gyre.classes": JSON.stringify(facts.target.classes) } : {}),
    "gyre.estimator": JSON.stringify(facts.config),
    "gyre.rows": String(facts.rows),
    "gyre.seed": String(facts.seed),
    ...(Object.keys(missing).length > 0 ? { "gyre.missing_categories": JSON.stringify(missing) } : {}),
  };
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    await writeFile(unfinished, toOnnx(model, { name: "model", metadata }));
    await rename(unfinished, path);
  } catch (cause) {
    if (cause instanceof GyreError) throw cause;
    throw new GyreError("cli.bad_usage", `${path} cannot be written: ${(cause as Error).message}`, { cause });
  } finally {
    await rm(unfinished, { force: true });
  }
}
