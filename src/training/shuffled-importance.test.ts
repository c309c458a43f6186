import { describe, expect, it } from "vitest";
import { createRandom } from "../core/index.js";
import type { Table } from "../learn/index.js";
import type { LoadedModel } from "./ports.js";
import { shuffledImportance } from "./shuffled-importance.js";

const ROWS = 1500;
const random = createRandom(4);
const column = () => Float64Array.from({ length: ROWS }, () => random.next());
const [strong, weak, noise] = [column(), column(), column()];
const table: Table = {
  rows: ROWS,
  names: ["noise", "strong", "weak"],
  columns: [noise, strong, weak].map((values) => ({ kind: "number" as const, values })),
};
const labels = Float64Array.from(strong, (value, i) => (random.next() < risk(value, weak[i]) ? 1 : 0));

function risk(a: number, b: number): number {
  return 1 / (1 + Math.exp(-(4 * (a - 0.5) + 1.5 * (b - 0.5))));
}

/** The true model; it does not look at the noise, though it asks for it. */
const model: LoadedModel = {
  inputs: table.names.map((name) => ({ name })),
  async probabilities({ names, columns }) {
    const of = (name: string) => (columns[names.indexOf(name)] as { readonly values: Float64Array }).values;
    return of("strong").map((value, i) => risk(value, of("weak")[i]));
  },
  close: async () => {},
};

describe("importance by shuffling", () => {
  it("orders columns by what rests on them, gives none to noise, and sums to 1", async () => {
    const found = await shuffledImportance(model, { table, labels, seed: "s" });
    expect(found.map(({ name }) => name)).toEqual(["strong", "weak", "noise"]);
    expect(found[2].share).toBe(0);
    expect(found.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(await shuffledImportance(model, { table, labels, seed: "s" })).toEqual(found);
  });

  it("is 0 everywhere for a model that says the same of all", async () => {
    const constant = { ...model, probabilities: async ({ rows }: Table) => new Float64Array(rows).fill(0.4) };
    const found = await shuffledImportance(constant, { table, labels, seed: "s" });
    expect(found.map(({ share }) => share)).toEqual([0, 0, 0]);
  });
});
