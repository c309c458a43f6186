import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { GyreError } from "../../core/index.js";

/** What the outputs of a model file are called. */
const OUTPUTS: ReadonlySet<string> = new Set(["label", "probabilities", "score", "prediction"]);

/** Refuses a file that could not be written, before hours are spent on what belongs into it. Throws `cli.bad_usage`. */
export async function checkOutput(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  const [there, around] = await Promise.all([stat(path).catch(() => null), stat(folder).catch(() => null)]);
  if (there?.isDirectory()) throw unwritable(path, "it is a folder");
  if (around === null) throw unwritable(path, `there is no folder ${folder}`);
  if (!around.isDirectory()) throw unwritable(path, `${folder} is no folder`);
  await access(folder, constants.W_OK).catch(() => {
    throw unwritable(path, `files cannot be written into ${folder}`);
  });
}

/** Refuses columns called like what a model file says. Throws `onnx.unsupported`. */
export function checkExportable(names: readonly string[]): void {
  const name = names.find((one) => OUTPUTS.has(one));
  if (name === undefined) return;
  throw new GyreError(
    "onnx.unsupported",
    `a model file says ${name} itself, so no column that it reads may be called so`,
    {
      hint: `rename the column, or leave it out with --drop ${name}`,
      details: { column: name },
    },
  );
}

function unwritable(path: string, reason: string): GyreError {
  return new GyreError("cli.bad_usage", `${path} cannot be written: ${reason}`, {
    hint: "choose another place with --out",
  });
}
