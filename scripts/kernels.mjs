// Assembles the WebAssembly kernels: each scripts/kernels/<name>.mjs exports `wat()`, the module's text; its bytes are written to
// src/learn/kernels/<name>.generated.ts. node scripts/kernels.mjs [name …]; with --check nothing is written, and a difference fails.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import wabtModule from "wabt";

const root = join(import.meta.dirname, "..");
const sources = join(root, "scripts", "kernels");
const check = process.argv.includes("--check");
const wished = process.argv.slice(2).filter((argument) => argument !== "--check");

const wabt = await wabtModule();
const names = readdirSync(sources)
  .filter((file) => file.endsWith(".mjs"))
  .map((file) => file.replace(/\.mjs$/, ""))
  .filter((name) => wished.length === 0 || wished.includes(name));
for (const name of names) {
  const { wat } = await import(pathToFileURL(join(sources, `${name}.mjs`)).href);
  const module = wabt.parseWat(`${name}.wat`, wat(), { simd: true, bulk_memory: true, threads: true });
  module.validate();
  const { buffer } = module.toBinary({ write_debug_names: false });
  module.destroy();
  const path = join(root, "src", "learn", "kernels", `${name}.generated.ts`);
  const text = `// Made by scripts/kernels.mjs from scripts/kernels/${name}.mjs.\n// biome-ignore format: one line of bytes\nexport const ${camel(name)}Module = "${Buffer.from(buffer).toString("base64")}";\n`;
  if (!check) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    process.stderr.write(`${path} is not what scripts/kernels/${name}.mjs gives; run node scripts/kernels.mjs\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`${name}: ${buffer.length} bytes\n`);
}

function camel(name) {
  return name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}
