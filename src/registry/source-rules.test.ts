import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSourcePlace, checkUriHost, hasRelativePath, isWithin, parseSource, type SourceOwner } from "./index.js";

const ROOT = "mlflow-artifacts:/1/run/artifacts";
const run = (artifactUri: string | null = ROOT, id: string | null = "run"): SourceOwner => {
  return { parameter: "run_id", id, artifactUri };
};
/** Percent signs over and over. */
const encoded = (text: string, times: number): string =>
  times === 0 ? text : encoded([...text].map((char) => `%${char.charCodeAt(0).toString(16)}`).join(""), times - 1);

describe("the place of a source", () => {
  it.each([ROOT, `${ROOT}/model`, `${ROOT}//model`, `MLFLOW-ARTIFACTS:/1/run/artifacts/model`, `${ROOT}/a%20b`])(
    "may be the run's: %s",
    (source) => expect(() => checkSourcePlace(source, run())).not.toThrow(),
  );

  it.each([`${ROOT}x`, "mlflow-artifacts:/1/run", "mlflow-artifacts:/1/other/artifacts/model", "mlflow-artifacts:/"])(
    "may not be another's: %s",
    (source) => expect(() => checkSourcePlace(source, run())).toThrow(/Invalid model version source/),
  );

  it("never climbs, however it is encoded, whatever comes around it", () => {
    const parts = fc.array(fc.stringMatching(/^[a-z0-9 ]{1,4}$/), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.constantFrom("s3://b/", "gs://b/", `${ROOT}/`, "dbfs:/"),
        parts,
        parts,
        fc.nat(4),
        (root, a, b, n) => {
          const source = `${root}${[...a, encoded("..", n), ...b].join("/")}`;
          expect(() => checkSourcePlace(source, run())).toThrow(/without relative path references/);
        },
      ),
    );
  });

  it.each(["/etc/passwd", "file:///etc/passwd", "etc", "../x", "\tfile:///etc", "f\nile:///etc", "FILE:///etc", ""])(
    "may not be on the disk of the server: %j",
    (source) => {
      expect(() => checkSourcePlace(source, run())).toThrow(/To use a local path as a model version source/);
      expect(() => checkSourcePlace(source, run(null, null))).toThrow(/To use a local path/);
    },
  );

  it("may be on the disk where the run's artifacts are there, and in them", () => {
    const local = run("file:///data/1/run/artifacts");
    for (const source of [
      "/data/1/run/artifacts/model",
      "file:///data/1/run/artifacts",
      "file:/data/1/run/artifacts/m",
    ])
      expect(() => checkSourcePlace(source, local)).not.toThrow();
    for (const source of [
      "/data/1/run/artifacts/../../other",
      "/data/1/run/artifactsx",
      "file:///data/1/run/artifacts/%2e%2e/x",
      "file://host/data/1/run/artifacts/model",
      "data/1/run/artifacts",
    ])
      expect(() => checkSourcePlace(source, local)).toThrow(/To use a local path/);
  });

  it("may be a run only where that is named", () => {
    expect(() => checkSourcePlace("runs:/run/model", run())).not.toThrow();
    for (const owner of [run(ROOT, "other"), run(null, null), { ...run(), parameter: "model_id" as const }])
      expect(() => checkSourcePlace("runs:/run/model", owner)).toThrow(/must identify the resource/);
  });
});

describe("the host of a source", () => {
  it.each([
    "http://h/x",
    "https://h",
    "HTTPS://h/x",
    " http://h/x",
    "ht\ttp://h",
    "ftp:///x",
    "mlflow-artifacts://h/x",
  ])("may not be the client's choice: %j", (source) =>
    expect(() => checkUriHost(source, "source")).toThrow(/addresses a host other than/),
  );

  it.each(["s3://bucket/x", "mlflow-artifacts:/1/run", "models:/a/1", "runs:/a/b", "dbfs:/x"])(
    "is none in %s",
    (source) => expect(() => checkUriHost(source, "source")).not.toThrow(),
  );
});

describe("a source", () => {
  it("is taken apart as clients do", () => {
    expect(parseSource("S3://Bucket:1/a/b?c#d")).toEqual({ scheme: "s3", authority: "bucket:1", path: "/a/b" });
    expect(parseSource("/a:b")).toEqual({ scheme: "", authority: "", path: "/a:b" });
    expect(parseSource("models:/a@b")).toEqual({ scheme: "models", authority: "", path: "/a@b" });
  });

  it("lies within its own parents alone", () => {
    const part = fc.stringMatching(/^[a-z]{1,5}$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.array(part, { maxLength: 3 }), (root, rest) => {
        const [outer, inner] = [`s3://b/${root.join("/")}`, `s3://b/${[...root, ...rest].join("/")}`];
        expect(isWithin(inner, outer)).toBe(true);
        expect(isWithin(outer, inner)).toBe(rest.length === 0);
        expect(isWithin(inner, outer.replace("s3:", "gs:"))).toBe(false);
        expect(isWithin(`${outer}x`, outer)).toBe(false);
      }),
    );
  });

  it("ends whatever its bytes are", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        hasRelativePath(`s3://b/%${text}%ff%2`);
      }),
    );
  });

  it("that is encoded a million times is refused at once", () => {
    const start = performance.now();
    expect(hasRelativePath(`s3://b/%${"25".repeat(500_000)}2e`)).toBe(true);
    expect(isWithin(`s3://b/a/%${"25".repeat(500_000)}2e`, "s3://b/a")).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
