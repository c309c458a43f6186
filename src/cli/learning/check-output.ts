import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { GyreError } from "../../core/index.js";

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

function unwritable(path: string, reason: string): GyreError {
  return new GyreError("cli.bad_usage", `${path} cannot be written: ${reason}`, {
    hint: "choose another place with --out",
  });
}
