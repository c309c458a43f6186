import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RoutesUnderTest, startRoutes } from "./routes.fixture.js";

const MPU = "/api/2.0/mlflow-artifacts/mpu";

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

describe("uploads in parts", () => {
  const post = async (step: string, message: object) =>
    ask("POST", `${MPU}/${step}/1/r1/artifacts/models`, JSON.stringify(message), {
      "content-type": "application/json",
    });

  it("gives an address for each part, and joins what was sent there", async () => {
    const created = (await post("create", { path: "/home/me/model.bin", num_parts: 3 })).json as {
      upload_id: string;
      credentials: { url: string; part_number: number; headers: object }[];
    };
    expect(created.credentials.map(({ part_number }) => part_number)).toEqual([1, 2, 3]);
    expect(created.credentials[0].headers).toEqual({});
    const parts = await Promise.all(
      created.credentials.map(async ({ url, part_number }) => {
        const response = await fetch(url, { method: "PUT", body: `part ${part_number};` });
        expect(response.status).toBe(200);
        return { part_number, etag: response.headers.get("etag"), url };
      }),
    );
    const done = { path: "/home/me/model.bin", upload_id: created.upload_id, parts };
    for (let i = 0; i < 2; i++) expect(await post("complete", done)).toMatchObject({ status: 200, json: {} });
    expect(server.kept("1/r1/artifacts/models/model.bin")).toBe("part 1;part 2;part 3;");
  });

  it("takes the name from a Windows client's path, and aborts", async () => {
    const { json } = await post("create", { path: "C:\\data\\m.bin", num_parts: 1 });
    const { upload_id, credentials } = json as { upload_id: string; credentials: { url: string }[] };
    expect(await post("abort", { path: "C:\\data\\m.bin", upload_id })).toMatchObject({ status: 200, json: {} });
    const response = await fetch(credentials[0].url, { method: "PUT", body: "x" });
    const { error_code } = (await response.json()) as { error_code: string };
    expect([response.status, error_code]).toEqual([404, "RESOURCE_DOES_NOT_EXIST"]);
  });

  it.each([
    ["create", {}, "Missing value for required parameter 'path'"],
    ["create", { path: 5 }, "Invalid value 5 for parameter 'path'"],
    ["create", { path: "..", num_parts: 1 }, "Invalid path"],
    ["create", { path: "f", num_parts: 10_001 }, "Invalid value 10001 for parameter 'num_parts'"],
    ["create", { path: "f", num_parts: "x" }, "Invalid value"],
    ["complete", { path: "f", upload_id: "x" }, "Missing value for required parameter 'parts'"],
    ["complete", { path: "f", upload_id: "x", parts: "x" }, "Invalid value"],
    ["complete", { path: "f", upload_id: "x", parts: [null] }, "Invalid value"],
    [
      "complete",
      { path: "f", upload_id: "x", parts: [1, "1"].map((part_number) => ({ part_number, etag: "e" })) },
      "Invalid value",
    ],
    ["abort", { path: "f" }, "Missing value for required parameter 'upload_id'"],
  ])("refuses %s of %j", async (step, message, expected) => {
    const answer = await post(step, message);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      error_code: "INVALID_PARAMETER_VALUE",
      message: expect.stringContaining(expected),
    });
  });

  it("refuses bodies that are no JSON objects", async () => {
    for (const body of ["[]", "5", "{", "\xff"]) expect((await ask("POST", `${MPU}/create/d`, body)).status).toBe(400);
  });
});
