import fc from "fast-check";
import { expect, it } from "vitest";
import { parseModelUri } from "./index.js";

it.each([
  ["models:/m-0123", { kind: "model", modelId: "m-0123" }],
  ["models:/late/12", { kind: "version", name: "late", version: 12 }],
  ["models:/late/Production", { kind: "stage", name: "late", stage: "Production" }],
  ["models:/late/LATEST", { kind: "latest", name: "late" }],
  ["models:/late@champion", { kind: "alias", name: "late", alias: "champion" }],
  ["models:/a@b@c", { kind: "alias", name: "a@b", alias: "c" }],
  ["models:/é x/1", { kind: "version", name: "é x", version: 1 }],
])("%s is read", (uri, read) => expect(parseModelUri(uri)).toEqual(read));

it.each([
  "models:",
  "models:/",
  "models:/ ",
  "models:late/1",
  "models:/a/b/c",
  "models:/a/",
  "models:/a@",
  "runs:/a/1",
  "",
])("%s is none", (uri) => expect(parseModelUri(uri)).toBeNull());

it("reads what it is written as", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,9}$/).filter((text) => text !== "latest");
  fc.assert(
    fc.property(word, word, fc.nat(), (name, other, version) => {
      expect(parseModelUri(`models:/${name}/${version}`)).toEqual({ kind: "version", name, version });
      expect(parseModelUri(`models:/${name}@${other}`)).toEqual({ kind: "alias", name, alias: other });
      expect(parseModelUri(`models:/${name}/${other}`)).toEqual({ kind: "stage", name, stage: other });
    }),
  );
});
