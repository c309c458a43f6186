import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Answer, type RoutesUnderTest, startRoutes } from "./routes.fixture.js";

let server: RoutesUnderTest;
const ask: RoutesUnderTest["ask"] = (...asked) => server.ask(...asked);

beforeAll(async () => {
  server = await startRoutes();
});
afterAll(() => server.app.close());
beforeEach(() => {
  server.files.clear();
  server.access.wishes.length = 0;
  server.access.refused = false;
});

describe("files by what they belong to", () => {
  it("gives a run's, a version's and a logged model's files", async () => {
    server.files.set("1/r1/artifacts/a b/f.txt", Buffer.from("run"));
    server.files.set("1/models/m-1/artifacts/MLmodel", Buffer.from("model"));
    for (const id of ["run_id=r1", "run_uuid=r1"])
      expect(await ask("GET", `/get-artifact?${id}&path=a+b%2Ff.txt`)).toMatchObject({ status: 200, text: "run" });
    for (const path of [
      "/model-versions/get-artifact?name=late&version=2&path=MLmodel",
      "/ajax-api/2.0/mlflow/logged-models/m-1/artifacts/files?artifact_file_path=MLmodel",
    ])
      expect(await ask("GET", path)).toMatchObject({ status: 200, text: "model" });
    expect(server.access.wishes.map(({ path }) => path)).toContain("1/models/m-1/artifacts/MLmodel");
  });

  it.each([
    ["/get-artifact?run_id=nope&path=f", 404, "Run with id=nope not found"],
    ["/get-artifact?path=f", 404, "Run with id= not found"],
    ["/get-artifact?run_id=r1&path=../../r2/f", 400, "Invalid path"],
    ["/get-artifact?run_id=r1&path=%2e%2e/f", 400, "Invalid path"],
    ["/get-artifact?run_id=r1&path=%", 400, "Invalid path"],
    ["/get-artifact?run_id=r1", 400, 'Request must include the "path" query parameter.'],
    ["/get-artifact?run_id=r1&path=nothing", 404, "No such artifact: '1/r1/artifacts/nothing'"],
    [
      "/get-artifact?run_id=r2&path=f",
      400,
      "The artifacts at 's3://bucket/1/r2/artifacts' are not kept by this server.",
    ],
    ["/model-versions/get-artifact?name=late&version=9&path=f", 404, "Model Version (name=late, version=9) not found"],
    [
      "/model-versions/get-artifact?name=late&version=x&path=f",
      400,
      "Parameter 'version' must be an integer, got 'x'.",
    ],
    [
      "/ajax-api/2.0/mlflow/logged-models/m-2/artifacts/files?artifact_file_path=f",
      404,
      "Logged model with ID 'm-2' not found.",
    ],
    [
      "/ajax-api/2.0/mlflow/logged-models/m-1/artifacts/files",
      400,
      'Request must include the "artifact_file_path" query parameter.',
    ],
  ])("says of GET %s what is wrong", async (path, status, message) => {
    const answer = await ask("GET", path);
    expect([answer.status, (answer.json as { message: string }).message]).toEqual([status, message]);
  });

  it("takes uploads to a run of at most 10 MB that are not empty", async () => {
    const upload = (query: string, body: string | Buffer = "x", headers = {}) =>
      ask("POST", `/ajax-api/2.0/mlflow/upload-artifact?${query}`, body, headers);
    expect(await upload("run_uuid=r1&path=notes/a.md", "# A")).toMatchObject({ status: 200, json: {} });
    expect(server.kept("1/r1/artifacts/notes/a.md")).toBe("# A");
    const message = async (answer: Promise<Answer>) => ((await answer).json as { message: string }).message;
    expect(await message(upload("path=a"))).toBe("Request must specify run_uuid.");
    expect(await message(upload("run_uuid=r1"))).toBe("Request must specify path.");
    expect(await message(upload("run_uuid=r1&path=a", ""))).toBe("Request must specify data.");
    expect(await message(upload("run_uuid=r1&path=..%2fa"))).toBe("Invalid path");
    const tooLarge = Buffer.alloc(10 * 1024 * 1024 + 1);
    for (const headers of [{}, { "transfer-encoding": "chunked" }])
      expect(await message(upload("run_uuid=r1&path=a", tooLarge, headers))).toBe(
        "Artifact size is too large. Max size is 10MB.",
      );
    await upload("run_uuid=r1&path=a", tooLarge.subarray(1));
    expect(server.files.get("1/r1/artifacts/a")).toHaveLength(10 * 1024 * 1024);
  });
});
