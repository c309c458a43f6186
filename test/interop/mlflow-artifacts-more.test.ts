import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGyre, type TrackingServer, transcriptOf } from "./mlflow-servers.js";

const MEBIBYTE = 1024 ** 2;

describe("large files in parts", () => {
  let server: TrackingServer;
  let said: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  beforeAll(async () => {
    server = await startGyre();
    said = await transcriptOf("mlflow_artifacts_more.py", server.url);
  });
  afterAll(() => server.close());

  it("the unmodified mlflow client uploads files of a mebibyte and more part by part, and smaller ones as a whole", () => {
    const at = "/api/2.0/mlflow-artifacts";
    expect(said.uploads).toMatchObject({
      [`POST ${at}/mpu/create`]: 3,
      [`PUT ${at}/mpu/part`]: 3 + 13 + 3,
      [`POST ${at}/mpu/complete`]: 3,
      [`PUT ${at}`]: 1,
    });
  });

  it("what it downloads is what it sent, also under odd names and after a file was sent again", () => {
    expect(said.all).toEqual(said.sent);
    expect(said.one).toBe(said.sent["large.bin"]);
    expect(said.sizes).toMatchObject({
      "all/large.bin": 12 * MEBIBYTE + 345,
      "all/exact.bin": 3 * MEBIBYTE + 4,
      "all/ž 🐎 +.bin": 2 * MEBIBYTE + 1,
    });
  });

  it("curl gets any part of a file, goes on where a download ended, and gets the whole when the file is another one", () => {
    expect(said.resumed).toBe(said.sent["large.bin"]);
    expect(said.whole).toBe(said.sent["large.bin"]);
    expect(Object.values(said.parts)).toEqual([true, true, true, true, true]);
    expect(said.statuses).toEqual({
      "a part": "206",
      "behind the end": "416",
      "another version": "200",
      "this version": "206",
    });
    expect(said.accepts).toBe(true);
  });
});
