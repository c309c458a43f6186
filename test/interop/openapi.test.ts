import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { openShop, type Shop } from "./shop.js";

const BUDGET_SECONDS = 90;
const CONFIG = join(import.meta.dirname, "clients/schemathesis.toml");
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
  "negative_data_rejection",
];

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.close());

it("Schemathesis reads the OpenAPI document, and finds no request that gets a 5xx, or an answer that it does not describe", async () => {
  const args = ["--config-file", CONFIG, "run", `${shop.url}/v1/openapi.json`, "--checks", CHECKS.join(",")];
  args.push("--phases", "examples,coverage,fuzzing", "--max-examples", "30", "--max-failures", "5", "--no-color");
  args.push("--generation-deterministic", "--request-timeout", "10");
  const { code, output } = await schemathesis(args);
  expect(code, output).toBe(0);
  expect(output).toMatch(/Operations: +\d\d? selected/);
  expect((await fetch(`${shop.url}/v2/health/ready`)).status).toBe(200);
});

function schemathesis(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const program = join(dirname(inject("python")), "schemathesis");
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: 1000 * BUDGET_SECONDS, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ code: error ? Number(error.code) : 0, output: `${stdout}\n${stderr}`.slice(-8000) });
    });
  });
}
