import { posix } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { characters, experimentIdOf, requireLength, requireLoggedModelName, requireName, truncated } from "./limits.js";

const refusal = (name: string): string | null => {
  try {
    requireName(name, "name");
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

describe("names", () => {
  it("may be words, paths and sentences in any script", () => {
    for (const name of ["m", "a/b", "a b", "a.b-c_d:e", "é ü", "北京", ".a", "system/gpu_0"])
      expect(refusal(name)).toBeNull();
  });

  it("are refused with what they would resolve to", () => {
    const cases = {
      "a//b": "a/b",
      "/a": "/a",
      "..": "..",
      "../x": "../x",
      ".": ".",
      "": ".",
      "a/../b": "b",
      "a/": "a",
      "//x": "//x",
    };
    for (const [name, resolved] of Object.entries(cases)) {
      expect(refusal(name)).toBe(
        `Invalid value "${name}" for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${resolved}'`,
      );
    }
  });

  it("are refused for characters that files lack", () => {
    for (const name of ["a$", "a'b", "a\nb", "a\\b", "a?b", "😀"])
      expect(refusal(name)).toContain("Names may only contain");
  });

  it("resolve as POSIX paths do", () => {
    const path = fc
      .array(fc.constantFrom("a", "b", ".", "..", "/", "//", "/../"), { minLength: 1 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(path, (name) => {
        const resolved = posix.normalize(name);
        const isPlain = resolved === name && name !== "." && !name.startsWith("..") && !/^\/|\/$/.test(name);
        expect(refusal(name) === null).toBe(isPlain);
      }),
    );
  });
});

describe("lengths", () => {
  it("count characters, not halves of them", () => {
    expect(characters("a😀b")).toBe(3);
    expect(() => requireLength("key", "😀".repeat(250), 250)).not.toThrow();
    expect(() => requireLength("key", "x".repeat(251), 250)).toThrow(
      "'key' exceeds the maximum length of 250 characters",
    );
  });

  it("are kept by cutting between characters", () => {
    expect(truncated("abc", 3)).toBe("abc");
    expect(truncated("ab😀cd", 3)).toBe("ab😀");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (text, most) => {
        expect(truncated(text, most)).toBe([...text].slice(0, most).join(""));
      }),
    );
  });
});

describe("other texts", () => {
  it("name an experiment by a whole number, as Python reads it", () => {
    expect(experimentIdOf("007")).toBe("7");
    for (const seven of [" 7\n", "+7", "0_7", "０7", "७"]) expect(experimentIdOf(seven)).toBe("7");
    for (const bad of ["abc", "", "1.5", "1e3", "0x1", "7_", "²"]) {
      expect(() => experimentIdOf(bad)).toThrow(
        `Invalid experiment ID '${bad}'. Experiment ID must be a valid integer.`,
      );
    }
  });

  it("name a logged model without what paths and filters need", () => {
    expect(() => requireLoggedModelName("model-1")).not.toThrow();
    expect(() => requireLoggedModelName("a/b")).toThrow(
      `Invalid model name ('a/b') provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
    );
  });
});
