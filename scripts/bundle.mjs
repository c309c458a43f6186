// Joins what the command line loads at its start into a few files under dist/bundle: hundreds of small ones take Node most of a second.
// Left where they are, so that there is one of each: the core, whose errors are told apart by their class, and modules that look for
// files beside themselves, with all that needs one; those are imported from dist when they are asked for.
// node scripts/bundle.mjs, after `tsc -b`
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");
const dist = join(root, "dist");
const core = join(dist, "core");

/** Packages with files of their own beside the code, or that few commands need. */
const PACKAGES = ["@photostructure/sqlite", "pg", "onnxruntime-node", "@duckdb/*", "esbuild", "apache-arrow"];

/** Parts of Fastify that a server of ours never asks for: compilers of schemas, and requests without a network. */
const UNUSED = ["@fastify/ajv-compiler", "@fastify/fast-json-stringify-compiler", "light-my-request"];

const shared = {
  entryPoints: [join(dist, "cli/main.js")],
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  external: [...PACKAGES, ...UNUSED],
  // Reading the text is half of what a start costs; names stay, for traces.
  minifyWhitespace: true,
  lineLimit: 160,
  legalComments: "linked",
  logLevel: "warning",
  // CommonJS packages ask for Node's own modules this way.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
};

/** Modules that use `import.meta`, and those whose static imports lead to one. */
async function modulesThatStay() {
  const { metafile } = await build({ ...shared, outdir: dist, write: false, metafile: true });
  const users = new Map();
  for (const [path, { imports }] of Object.entries(metafile.inputs))
    for (const { path: used, kind } of imports)
      if (kind === "import-statement") users.set(used, [...(users.get(used) ?? []), path]);
  const stays = new Set();
  const add = (path) => {
    if (stays.has(path)) return;
    stays.add(path);
    for (const user of users.get(path) ?? []) add(user);
  };
  for (const path of Object.keys(metafile.inputs))
    if (path.startsWith("dist/") && readFileSync(join(root, path), "utf8").includes("import.meta")) add(path);
  return new Set([...stays].map((path) => join(root, path)));
}

function leftInDist(stays) {
  return {
    name: "left-in-dist",
    setup(setup) {
      setup.onResolve({ filter: /^\.\.?\// }, ({ path, importer }) => {
        const target = resolve(dirname(importer), path);
        if (!stays.has(target) && !target.startsWith(core + sep)) return undefined;
        return { path: relative(outdir, target).replaceAll("\\", "/"), external: true };
      });
    },
  };
}

const outdir = join(dist, "bundle");
const plugins = [leftInDist(await modulesThatStay())];
rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({ ...shared, outdir, metafile: true, plugins });
// What went where, for the test that bounds the start, and for whoever wonders.
writeFileSync(join(outdir, "meta.json"), JSON.stringify(metafile));
