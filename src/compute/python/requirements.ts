import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GyreError } from "../../core/index.js";

/**
 * Requirements as lines that pip reads: those given, or those of a file, with the files that it includes by -r put in their places. Throws
 * `project.bad_definition` for a file that is not there, and for what lies in the folder, whose content no list tells.
 */
export async function readRequirements(
  folder: string,
  requirements: string | readonly string[],
): Promise<readonly string[]> {
  const lines = typeof requirements === "string" ? await linesOf(folder, requirements, []) : requirements.map(plain);
  for (const line of lines) refuseLocal(line);
  return lines.filter((line) => line !== "");
}

async function linesOf(folder: string, file: string, within: readonly string[]): Promise<readonly string[]> {
  const path = join(folder, file);
  if (within.includes(path)) return [];
  const text = await readFile(path, "utf8").catch((cause) => {
    throw new GyreError("project.bad_definition", `model.estimator.requirements: there is no ${file} in ${folder}`, {
      cause,
      hint: 'name a file of the project\'s folder, or write a list such as ["scikit-learn==1.7.2"]',
    });
  });
  const lines = text
    .replaceAll(/\\\r?\n/g, " ")
    .split(/\r?\n/)
    .map(plain);
  const parts = lines.map((line) => {
    const [, included] = /^(?:-r|--requirement)[ =]\s*(\S+)$/.exec(line) ?? [];
    return included === undefined ? [line] : linesOf(folder, join(dirname(file), included), [...within, path]);
  });
  return (await Promise.all(parts)).flat();
}

function plain(line: string): string {
  return line.replace(/(^|\s)#.*$/, "").trim();
}

function refuseLocal(line: string): void {
  if (!/^(-e\b|--editable\b|-c\b|--constraint\b|\.{0,2}\/|file:)|@\s*file:/.test(line)) return;
  throw new GyreError("project.bad_definition", `model.estimator.requirements: ${line} cannot be kept with a run`, {
    hint: "name released versions; put modules beside the script, and wheels where PIP_FIND_LINKS points",
  });
}
