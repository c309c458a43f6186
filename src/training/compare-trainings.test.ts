import { describe, expect, it } from "vitest";
import { compareEnvironments, compareMetrics, compareModelFiles } from "./compare-trainings.js";

const environment = { gyre: "0.1.0", node: "v20", platform: "linux", arch: "x64" };
const python = {
  version: "3.11.7",
  implementation: "CPython",
  executable: "/usr/bin/python3",
  platform: "Linux",
  requirements: ["numpy"],
  packages: ["numpy==2.4.6", "own @ https://host/own.whl", "scipy==1.17.1"],
  git: null,
};

describe("comparing a training with its repetition", () => {
  it("takes metrics for equal that have the same bits, and names what only one has", () => {
    expect(compareMetrics({ b: 1, a: Number.NaN, c: 0 }, { a: Number.NaN, b: 1 + Number.EPSILON, d: 2 })).toEqual([
      { name: "a", before: Number.NaN, after: Number.NaN, isEqual: true },
      { name: "b", before: 1, after: 1 + Number.EPSILON, isEqual: false },
      { name: "c", before: 0, after: null, isEqual: false },
      { name: "d", before: null, after: 2, isEqual: false },
    ]);
  });

  it("names versions that changed, packages that came and went, and not where the interpreter lies", () => {
    const now = {
      ...python,
      version: "3.12.1",
      executable: "/opt/python3",
      packages: ["numpy==2.4.7", "own @ https://host/own.whl", "torch==3.0"],
    };
    const after = { environment: { ...environment, node: "v22" }, python: now };
    expect(compareEnvironments({ environment, python }, after)).toEqual([
      { what: "Node", before: "v20", after: "v22" },
      { what: "Python", before: "CPython 3.11.7", after: "CPython 3.12.1" },
      { what: "package numpy", before: "2.4.6", after: "2.4.7" },
      { what: "package scipy", before: "1.17.1", after: null },
      { what: "package torch", before: null, after: "3.0" },
    ]);
    expect(compareEnvironments({ environment, python }, { environment, python })).toEqual([]);
  });

  it("finds no difference in equal bytes, and tells of files that it cannot read by their bytes", () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(compareModelFiles(bytes, Uint8Array.from(bytes))).toEqual([]);
    expect(compareModelFiles(bytes, Uint8Array.of(1, 2, 4, 5))).toEqual([
      { kind: "structure", place: "the bytes from number 2 on", before: "3 bytes", after: "4 bytes" },
    ]);
  });
});
