import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openShop, python, type Shop } from "./shop.js";

const shell = promisify(execFile);

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}
type Families = Readonly<Record<string, { readonly type: string; readonly help: string; readonly samples: Sample[] }>>;

let shop: Shop;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop?.close());

describe("curl and Prometheus", () => {
  it("the line that gyre up shows gets a prediction", async (context) => {
    if (!(await shell("curl", ["--version"]).catch(() => null))) return context.skip("there is no curl here");
    const { stdout } = await shell("sh", ["-c", shop.curl]);
    expect(JSON.parse(stdout)).toMatchObject({ probability: expect.any(Number), version: expect.anything() });
  });

  it("Prometheus' own parser reads /metrics, and each prediction is counted once", async () => {
    const before = await scrape();
    for (let i = 0; i < 7; i++) await predict();
    const after = await scrape();
    const of = { deployment: shop.deployment };
    expect(after.gyre_predictions.type).toBe("counter");
    expect(total(after, "gyre_predictions_total", of) - total(before, "gyre_predictions_total", of)).toBe(7);
    expect(after.gyre_request_seconds.type).toBe("histogram");
    const posts = { method: "POST", status: "200" };
    expect(total(after, "gyre_request_seconds_count", posts) - total(before, "gyre_request_seconds_count", posts)).toBe(
      7,
    );
    for (const phase of ["features", "infer", "log"])
      expect(total(after, "gyre_prediction_seconds_count", { phase })).toBeGreaterThan(0);
    expect(total(after, "process_resident_memory_bytes", {})).toBeGreaterThan(2 ** 24);
  });

  it("buckets of every histogram grow with their bound and end at the count", async () => {
    const families = await scrape();
    for (const [name, { type, samples }] of Object.entries(families)) {
      if (type !== "histogram") continue;
      const counts = samples.filter((sample) => sample.name === `${name}_count`);
      for (const { labels, value } of counts) {
        const buckets = samples.filter((sample) => sample.name === `${name}_bucket` && matches(sample, labels));
        const values = buckets.map((bucket) => bucket.value);
        expect(values).toEqual([...values].sort((a, b) => a - b));
        expect([buckets.at(-1)?.labels.le, values.at(-1)]).toEqual(["+Inf", value]);
      }
    }
  });
});

async function scrape(): Promise<Families> {
  const { contentType, families } = await python("metrics.py", `${shop.url}/metrics`);
  expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  return families;
}

/** Sends the body of the line that gyre up shows. */
async function predict(): Promise<void> {
  const body = /-d '(.*)'$/.exec(shop.curl)![1].replaceAll("'\\''", "'");
  const response = await fetch(`${shop.url}/v1/deployments/${shop.deployment}/predict`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  expect(response.status, await response.text()).toBe(200);
}

function total(families: Families, name: string, labels: Readonly<Record<string, string>>): number {
  const samples = Object.values(families).flatMap((family) => family.samples);
  return samples
    .filter((sample) => sample.name === name && matches(sample, labels))
    .reduce((sum, sample) => sum + sample.value, 0);
}

function matches(sample: Sample, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([label, value]) => sample.labels[label] === value);
}
