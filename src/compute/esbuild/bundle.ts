import { dirname, relative } from "node:path";
import { build, type Message, type Plugin } from "esbuild";
import { GyreError, nearestName } from "../../core/index.js";

/** A project's code in one piece, and what is needed to find its places in the files that it came from. */
export interface Bundle {
  readonly code: string;
  /** Source map, JSON. */
  readonly map: string;
  /** The project's own files, relative to its folder, `gyre.config.ts` first. */
  readonly files: readonly string[];
}

/** The key of the global through which bundled code reaches the Gyre that is running. */
export const GYRE = "gyre.running";

/**
 * Bundles a project file in memory. The code depends on nothing but the files' contents: not on where they lie, not on comments.
 * `gyreNames` are what `import … from "gyre"` may name. Throws `project.load_failed` with the place.
 */
export async function bundle(file: string, gyreNames: readonly string[]): Promise<Bundle> {
  const folder = dirname(file);
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [file],
      absWorkingDir: folder,
      outdir: folder,
      bundle: true,
      write: false,
      metafile: true,
      sourcemap: "external",
      sourcesContent: false,
      minifyWhitespace: true,
      format: "esm",
      platform: "node",
      target: "node20",
      charset: "utf8",
      loader: { ".sql": "text" },
      logLevel: "silent",
      legalComments: "none",
      plugins: [gyreItself(gyreNames)],
    });
    const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
    const own = Object.keys(metafile.inputs).filter((path) => !/^\.\.|node_modules|^gyre-itself:/.test(path));
    const first = relative(folder, file);
    return { code: text(".js"), map: text(".map"), files: [first, ...own.filter((path) => path !== first)] };
  } catch (cause) {
    const [error] = (cause as { readonly errors?: readonly Message[] }).errors ?? [];
    throw error ? refusal(error, gyreNames) : cause;
  }
}

/** `import … from "gyre"` means the Gyre that is running, wherever the project lies. */
function gyreItself(names: readonly string[]): Plugin {
  const exports = names.map((name) => `export const ${name} = /* @__PURE__ */ running(${JSON.stringify(name)});`);
  const contents = [`const running = (name) => globalThis[Symbol.for("${GYRE}")][name];`, ...exports].join("\n");
  return {
    name: "gyre-itself",
    setup(setup) {
      setup.onResolve({ filter: /^gyre$/ }, () => ({ path: "gyre", namespace: "gyre-itself" }));
      setup.onLoad({ filter: /.*/, namespace: "gyre-itself" }, () => ({ contents, loader: "js" }));
    },
  };
}

function refusal({ text, location }: Message, gyreNames: readonly string[]): GyreError {
  const at = location && {
    file: location.file,
    line: location.line,
    // esbuild counts bytes.
    column: Buffer.from(location.lineText).subarray(0, location.column).toString().length + 1,
  };
  const missing = /^No matching export in "gyre-itself:gyre" for import "(.*)"$/.exec(text)?.[1];
  const nearest = missing === undefined ? undefined : nearestName(missing, gyreNames);
  const reason = missing === undefined ? text : `"gyre" has no ${JSON.stringify(missing)}`;
  return new GyreError("project.load_failed", `${at ? `${at.file}:${at.line}:${at.column}: ` : ""}${reason}`, {
    hint: nearest ? `did you mean ${JSON.stringify(nearest)}?` : "correct the file; nothing was changed",
    details: {
      line: at?.line ?? null,
      column: at?.column ?? null,
      ...(missing === undefined ? {} : { name: missing, nearest: nearest ?? null }),
    },
  });
}
