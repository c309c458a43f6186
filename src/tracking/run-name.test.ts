import { expect, it } from "vitest";
import { createRandom } from "../core/index.js";
import { randomHexId, randomName } from "./run-name.js";

it("names what has no name by two words and a number", () => {
  const random = createRandom(1);
  const names = Array.from({ length: 500 }, () => randomName(random));
  for (const name of names) expect(name).toMatch(/^[a-z]+-[a-z]+-\d{1,3}$/);
  expect(new Set(names).size).toBeGreaterThan(495);
});

it("makes ids of 32 digits in the form of a random UUID", () => {
  const random = createRandom(2);
  const ids = Array.from({ length: 500 }, () => randomHexId(random));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  expect(new Set(ids).size).toBe(500);
});
