import { expect, it } from "vitest";
import type { Condition } from "../tracking/index.js";
import { PROMPT_TAG, promptSearch } from "./index.js";

const about = (comparator: "=" | "!=" | "LIKE", value: string, key = PROMPT_TAG): Condition => {
  return { kind: "comparison", field: { entity: "tag", key }, comparator, value };
};
const other = about("=", "true", "t");

it.each<[string, Condition | null, Condition | null, boolean]>([
  ["nothing", null, null, true],
  ["another tag", other, other, true],
  ["prompts", about("=", "True"), about("=", "True"), false],
  ["no models", about("!=", "false"), about("!=", "false"), false],
  ["models", about("!=", "true"), null, true],
  ["models, said otherwise", about("=", "false"), null, true],
  ["models like something", about("LIKE", "x"), null, true],
  [
    "no prompts but something else",
    { kind: "and", parts: [about("!=", "true"), other] },
    { kind: "and", parts: [other] },
    true,
  ],
  [
    "prompts and something else",
    { kind: "and", parts: [about("=", "true"), other] },
    { kind: "and", parts: [about("=", "true"), other] },
    false,
  ],
  ["models or something else", { kind: "or", parts: [about("!=", "true"), other] }, null, true],
  ["not: not models", { kind: "not", part: about("=", "false") }, null, true],
])("a search for %s", (_, where, remains, hidesPrompts) => {
  expect(promptSearch(where)).toEqual({ where: remains, hidesPrompts });
});
