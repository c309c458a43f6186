#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const compiled = new URL("../dist/cli/main.js", import.meta.url);
if (!existsSync(compiled)) {
  process.stderr.write("gyre is not built yet: building it, once\n");
  const clone = fileURLToPath(new URL("..", import.meta.url));
  const built = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: clone,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (built.status !== 0) {
    process.stderr.write("gyre could not be built: run `npm ci && npm run build` in the clone\n");
    process.exit(1);
  }
}
// The bundle is the same in fewer files; one that is older than what was compiled is left alone.
const bundled = new URL("../dist/bundle/main.js", import.meta.url);
const rings = ["kernel", "stages", "apps"].map((ring) => new URL(`../dist/${ring}.tsbuildinfo`, import.meta.url));
const madeAt = (url) => statSync(url, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const isCurrent = existsSync(bundled) && rings.every((ring) => madeAt(ring) <= madeAt(bundled));
// What modules will drop in their next version is nothing that a user could mend.
process.noDeprecation = true;
const { main: run } = await import((isCurrent ? bundled : compiled).href);
process.exitCode = await run(process.argv.slice(2));
