#!/usr/bin/env node
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (!existsSync(main)) {
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
const { main: run } = await import(main.href);
process.exitCode = await run(process.argv.slice(2));
