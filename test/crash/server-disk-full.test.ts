import { afterAll, describe, expect, it } from "vitest";
import { start } from "../cli/gyre.js";
import { mountSmallDisk } from "../support/small-disk.js";

const PARAMS = 50;

const disk = mountSmallDisk(24_000_000);
afterAll(() => disk?.unmount());

/** A run that was made, or a refusal. */
interface Reply {
  readonly run?: { readonly info: { readonly run_id: string } };
  readonly error_code?: string;
  readonly message?: string;
}

describe.skipIf(!disk)("a server whose disk is full (skipped where this user may not mount a tmpfs)", () => {
  it("refuses writes with 503 and the disk's name, answers reads, and writes again when there is room", async () => {
    const data = `${disk?.path}/data`;
    const up = start(["up", "--data", data, "--project", String(disk?.path), "--port", "0"]);
    const [, url] = await up.until(/^Gyre is ready at (http\S+)$/m);
    const post = async (path: string, body: object): Promise<{ readonly status: number; readonly body: Reply }> => {
      const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as Reply };
    };
    const { body } = await post("runs/create", { experiment_id: "0", start_time: 1 });
    const run_id = body.run!.info.run_id;
    const acknowledged: number[] = [];
    const log = async (n: number) => {
      const params = Array.from({ length: PARAMS }, (_, i) => ({ key: `p${n}-${i}`, value: "x".repeat(1000) }));
      const answer = await post("runs/log-batch", { run_id, params });
      if (answer.status === 200) acknowledged.push(n);
      return answer;
    };
    const batchesThere = async (): Promise<readonly number[]> => {
      const answer = await fetch(`${url}/api/2.0/mlflow/runs/get?run_id=${run_id}`);
      const { run } = (await answer.json()) as {
        readonly run: { readonly data: { params: readonly { key: string }[] } };
      };
      const batches = run.data.params.map(({ key }) => Number(/\d+/.exec(key)));
      expect(batches).toHaveLength(PARAMS * new Set(batches).size);
      return [...new Set(batches)].sort((a, b) => a - b);
    };
    const put = (name: string, sizeBytes: number) =>
      fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/${name}`, {
        method: "PUT",
        body: new Uint8Array(sizeBytes).fill(name.charCodeAt(0)),
      });

    let n = 0;
    for (let round = 0; round < 2; round++) {
      await disk?.fill(1_500_000);
      const before = n;
      while ((await log(n)).status === 200) n++;
      expect(n - before).toBeGreaterThan(3);
      for (let again = 0; again < 3; again++) {
        const { status, body } = await log(n);
        expect([status, body.error_code]).toEqual([503, "TEMPORARILY_UNAVAILABLE"]);
        expect(body.message).toContain(`the disk did not take a write to ${data}`);
      }
      const file = await put("large", 3_000_000);
      expect([file.status, ((await file.json()) as { error_code: string }).error_code]).toEqual([
        503,
        "TEMPORARILY_UNAVAILABLE",
      ]);
      expect(await batchesThere()).toEqual(acknowledged);
      await disk?.empty();
      expect((await log(n++)).status).toBe(200);
      expect((await put("small", 1000)).status).toBe(200);
    }
    expect(await batchesThere()).toEqual(acknowledged);
    up.process.kill("SIGTERM");
    expect(await up.ended).toMatchObject({ code: 0 });
  });
});
