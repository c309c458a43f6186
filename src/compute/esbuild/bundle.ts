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

/** The doors of Gyre that a project may import from, and what each offers. */
export type Doors = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Bundles a project file in memory. The code depends on nothing but the files' contents: not on where they lie, not on comments.
 * Throws `project.load_failed` with the place.
 */
export async function bundle(file: string, doors: Doors): Promise<Bundle> {
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
      plugins: [gyreItself(doors)],
    });
    const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
    const own = Object.keys(metafile.inputs).filter((path) => !/^\.\.|node_modules|^gyre-itself:/.test(path));
    const first = relative(folder, file);
    return { code: text(".js"), map: text(".map"), files: [first, ...own.filter((path) => path !== first)] };
  } catch (cause) {
    const [error] = (cause as { readonly errors?: readonly Message[] }).errors ?? [];
    throw error ? refusal(error, doors) : cause;
  }
}

/** `import … from "gyre"` means the Gyre that is running, wherever the project lies. */
function gyreItself(doors: Doors): Plugin {
  const contentsOf = (door: string): string => {
    const running = `globalThis[Symbol.for("${GYRE}")][${JSON.stringify(door)}]`;
    const exports = Object.keys(doors[door]).map(
      (name) => `export const ${name} = /* @__PURE__ */ running(${JSON.stringify(name)});`,
    );
    return [`const running = (name) => ${running}[name];`, ...exports].join("\n");
  };
  return {
    name: "gyre-itself",
    setup(setup) {
      setup.onResolve({ filter: /^gyre(\/|$)/ }, ({ path }) =>
        Object.hasOwn(doors, path) ? { path, namespace: "gyre-itself" } : undefined,
      );
      setup.onLoad({ filter: /.*/, namespace: "gyre-itself" }, ({ path }) => ({
        contents: contentsOf(path),
        loader: "js",
      }));
    },
  };
}

function refusal({ text, location }: Message, doors: Doors): GyreError {
  const at = location && {
    file: location.file,
    line: location.line,
    // esbuild counts bytes.
    column: Buffer.from(location.lineText).subarray(0, location.column).toString().length + 1,
  };
  const [, door = "gyre", missing] = /^No matching export in "gyre-itself:(.*)" for import "(.*)"$/.exec(text) ?? [];
  const nearest = missing === undefined ? undefined : nearestName(missing, Object.keys(doors[door]));
  const reason = missing === undefined ? text : `"${door}" has no ${JSON.stringify(missing)}`;
  return new GyreError("project.load_failed", `${at ? `${at.file}:${at.line}:${at.column}: ` : ""}${reason}`, {
    hint: nearest ? `did you mean ${JSON.stringify(nearest)}?` : "correct the file; nothing was changed",
    details: {
      line: at?.line ?? null,
      column: at?.column ?? null,
      ...(missing === undefined ? {} : { name: missing, nearest: nearest ?? null }),
    },
  });
}
