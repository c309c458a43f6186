import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import { makeDirectory } from "../../store/files/durable.js";
import { diskFailure } from "../../store/files/failures.js";
import type { ArtifactTree } from "../../tracking/index.js";
import { counted, table } from "../output.js";
import { type StateOptions, stateCommand, withTracking } from "../state-folder.js";
import { locate } from "../tracking/locate.js";

interface PlaceOptions extends StateOptions {
  readonly artifacts?: string;
}

const OF = "a run's id, runs:/<id>/path, models:/<name>/<version>, models:/<name>@<alias> or models:/<logged model>";

/** `gyre artifacts` */
export function artifactsCommand(base: Command): Command {
  placed(stateCommand(base, "list", "The files of a run or a model."))
    .argument("<of>", OF)
    .argument("[path]", "a directory within it", "")
    .action((of: string, path: string, options: PlaceOptions) =>
      withTracking(options, async (state, output) => {
        const files = await filesUnder(state.artifacts, await locate(state, of, path));
        const rows = files.map(({ path: name, sizeBytes }) => [name, sizeBytes.toLocaleString("en-US")]);
        output.result({ files }, rows.length === 0 ? "none" : table(["path", "bytes"], rows));
      }),
    );
  placed(stateCommand(base, "download", "Copies a file, or a directory with all under it, out of the store."))
    .argument("<of>", OF)
    .argument("[path]", "a file or directory within it", "")
    .option("--out <dir>", "where to put it", ".")
    .action((of: string, path: string, options: PlaceOptions & { readonly out: string }) =>
      withTracking(options, async (state, output, signal) => {
        const root = await locate(state, of, path);
        const files = await filesToCopy(state.artifacts, root);
        for (const { from, to } of files) {
          signal.throwIfAborted();
          output.live(to);
          await copy(state.artifacts, from, join(resolve(options.out), to));
        }
        output.result(
          { files: files.map(({ to }) => to), out: options.out },
          `${counted(files.length, "file")} in ${options.out}`,
        );
      }),
    );
  return base;
}

function placed(command: Command): Command {
  return command.option("--artifacts <uri>", "the directory that `gyre up --artifacts` uses");
}

interface ListedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

async function filesUnder(tree: ArtifactTree, root: string, within = ""): Promise<ListedFile[]> {
  const found: ListedFile[] = [];
  for (const { name, isDirectory, sizeBytes } of await tree.list(within === "" ? root : `${root}/${within}`)) {
    const path = within === "" ? name : `${within}/${name}`;
    if (isDirectory) found.push(...(await filesUnder(tree, root, path)));
    else found.push({ path, sizeBytes });
  }
  return found;
}

async function filesToCopy(tree: ArtifactTree, root: string): Promise<{ from: string; to: string }[]> {
  if (await tree.open(root)) return [{ from: root, to: root.slice(root.lastIndexOf("/") + 1) }];
  const files = await filesUnder(tree, root);
  if (files.length === 0) {
    throw new GyreError("tracking.artifact_unknown", `there is no artifact at ${root}`, {
      hint: "gyre artifacts list",
    });
  }
  return files.map(({ path }) => ({ from: `${root}/${path}`, to: path }));
}

/** The file is whole or not there. */
async function copy(tree: ArtifactTree, from: string, to: string): Promise<void> {
  const content = await tree.open(from);
  if (!content) throw new GyreError("tracking.artifact_unknown", `${from} was removed meanwhile`);
  const part = `${to}.part`;
  try {
    await makeDirectory(dirname(to));
    await writeFile(part, content.read());
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw diskFailure(error, to);
  }
}
