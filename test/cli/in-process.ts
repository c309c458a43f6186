import { expect, vi } from "vitest";
import { main } from "../../src/cli/main.js";
import type { Finished } from "./gyre.js";

/** A command run in this process, which takes no time to start; what learns has threads, and those need the built program. */
export async function here(...args: readonly string[]): Promise<Finished> {
  let [stdout, stderr] = ["", ""];
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    stderr += chunk;
    return true;
  });
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    stdout += chunk;
    return true;
  });
  return { code: await main(args), stdout, stderr };
}

/** The same for a command that should succeed, with `--json`: what it printed. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests look at
export async function hereJson(...args: readonly string[]): Promise<any> {
  const { code, stdout, stderr } = await here(...args, "--json");
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}
