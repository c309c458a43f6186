import { access } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { asGyreError, GyreError, sha256 } from "../../core/index.js";
import { checkProject, type LoadedProject, type Project } from "../../project/index.js";

const FILE = "gyre.config.ts";

/**
 * Loads a project's `gyre.config.ts`: bundled in memory, so that nothing is written, and checked. `.sql` files may be imported as text.
 * Throws `project.not_found`, `project.load_failed` with the place in the file, `project.unknown_name` or `project.bad_definition`.
 */
export async function loadProject(folder: string): Promise<LoadedProject> {
  const root = resolve(folder);
  const file = join(root, FILE);
  await access(file).catch((cause) => {
    throw new GyreError("project.not_found", `there is no ${FILE} in ${root}`, {
      cause,
      hint: "run this in a project's folder, give --project DIR, or make a project with `gyre init`",
    });
  });
  const code = await bundle(file);
  const project = await evaluate(file, code);
  try {
    checkProject(project);
  } catch (cause) {
    const error = asGyreError(cause);
    throw new GyreError(error.code, `${FILE}: ${error.message}`, {
      cause,
      ...(error.hint ? { hint: error.hint } : {}),
      details: { ...error.details, file },
    });
  }
  return { project, folder: root, file, codeVersion: sha256(code) };
}

async function bundle(file: string): Promise<string> {
  try {
    const result = await build({
      entryPoints: [file],
      absWorkingDir: dirname(file),
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      target: "node20",
      loader: { ".sql": "text" },
      logLevel: "silent",
      legalComments: "none",
      plugins: [gyreItself],
    });
    return result.outputFiles[0].text;
  } catch (cause) {
    throw loadFailure(file, cause);
  }
}

/** `import … from "gyre"` means the Gyre that is running, wherever the project lies; the bundle keeps the bare name, so its hash does not depend on paths. */
const gyreItself: Plugin = {
  name: "gyre-itself",
  setup(setup) {
    setup.onResolve({ filter: /^gyre$/ }, () => ({ path: "gyre", external: true }));
  },
};

async function evaluate(file: string, code: string): Promise<Project> {
  const gyre = new URL("../../index.js", import.meta.url).href;
  const runnable = code.replace(/from\s*"gyre"/g, `from ${JSON.stringify(gyre)}`);
  try {
    const module = (await import(`data:text/javascript;base64,${Buffer.from(runnable).toString("base64")}#${pathToFileURL(file).href}`)) as {
      default?: Project;
    };
    if (module.default === undefined) {
      throw new GyreError("project.bad_definition", `${FILE} has no default export`, { hint: "export default defineProject({ … })" });
    }
    return module.default;
  } catch (cause) {
    if (cause instanceof GyreError) throw new GyreError(cause.code, `${FILE}: ${cause.message}`, { cause, ...(cause.hint ? { hint: cause.hint } : {}), details: { ...cause.details, file } });
    throw new GyreError("project.load_failed", `${FILE} failed while it was loaded: ${cause instanceof Error ? cause.message : cause}`, { cause, details: { file } });
  }
}

function loadFailure(file: string, cause: unknown): GyreError {
  const first = (cause as { errors?: readonly { text: string; location: { file: string; line: number; column: number } | null }[] }).errors?.[0];
  const place = first?.location ? `${relative(process.cwd(), resolve(first.location.file))}:${first.location.line}:${first.location.column + 1}` : FILE;
  return new GyreError("project.load_failed", `${place}: ${first?.text ?? (cause instanceof Error ? cause.message : cause)}`, {
    cause,
    hint: "correct the file; nothing was changed",
    details: { file, line: first?.location?.line ?? null, column: first?.location?.column ?? null },
  });
}
