import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gyre, gyreJson, inStore, REQUEST, start, temporaryFolder } from "./gyre.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let project: string;
let at: readonly string[];

beforeAll(async () => {
  folder = await temporaryFolder();
  project = join(folder.path, "shop");
  at = ["--project", project];
});
afterAll(() => folder.remove());

describe("the starter project, from nothing to a served model", () => {
  let predictionId: string;

  it("is made once", async () => {
    const { files } = await gyreJson("init", project);
    expect(files).toContain("gyre.config.ts");
    expect(await gyre("init", project)).toMatchObject({ code: 4, stderr: expect.stringContaining("project.exists") });
  });

  it("shows what apply would change, applies it, and then finds nothing to change", async () => {
    const plan = await gyreJson("apply", "--plan", ...at);
    expect(plan).toMatchObject({ applied: false });
    expect(plan.changes.map((change: { path: string }) => change.path)).toContain("views.customer_past");
    expect(await gyreJson("apply", ...at)).toEqual({ applied: true, changes: plan.changes });
    expect((await gyre("apply", ...at)).stdout).toBe("Nothing changes.\n");
  });

  it("checks every row of its sources", async () => {
    const { checks } = await gyreJson("validate", ...at);
    expect(checks).toMatchObject([
      { source: "orders", rows: 7290, rejectedRows: 0 },
      { source: "outcomes", rows: 7290, rejectedRows: 0 },
    ]);
  });

  it("cannot predict before a version is deployed, and says what to do", async () => {
    const refused = await gyre("predict", JSON.stringify(REQUEST), ...at);
    expect(refused).toMatchObject({ code: 7, stdout: "", stderr: expect.stringContaining("gyre deploy") });
  });

  it("trains a version that passes its gates, with a line of progress for each stage", async () => {
    const { code, stdout, stderr } = await gyre("train", ...at, "--json");
    expect(code).toBe(0);
    const trained = JSON.parse(stdout);
    expect(trained).toMatchObject({ version: { version: 1 }, unchanged: false, deployed: null });
    expect(trained.metrics.rocAuc).toBeGreaterThan(0.75);
    expect(trained.gates.every((gate: { passed: boolean }) => gate.passed)).toBe(true);
    for (const stage of ["load", "validate", "features", "train", "evaluate", "gate", "register"]) {
      expect(stderr).toMatch(new RegExp(`^ {2}${stage} `, "m"));
    }
  });

  it("does not train again what has not changed, before or after the version is deployed, and says so", async () => {
    expect(await gyreJson("train", ...at)).toMatchObject({ version: { version: 1 }, unchanged: true });
    expect(await gyreJson("deploy", ...at)).toMatchObject({ deployment: "returns", version: 1, outcome: "deployed" });
    const again = await gyre("train", ...at);
    expect(again.stdout).toMatch(/^Nothing new: .* version 1 /);
    expect(again.stderr.match(/reused: nothing it is made from has changed/g)).toHaveLength(8);
    expect(await gyreJson("deploy", ...at)).toMatchObject({ outcome: "serving" });
  });

  it("answers a request and traces the answer back to data, code and definitions", async () => {
    const answer = await gyreJson("predict", JSON.stringify(REQUEST), ...at);
    expect(answer).toMatchObject({ model: "returned", version: 1, arm: "champion", logged: true });
    predictionId = answer.predictionId;
    const why = await gyreJson("why", predictionId, ...at);
    expect(why).toMatchObject({
      prediction: { probability: answer.probability },
      outcome: null,
      version: { version: 1 },
      run: { status: "finished" },
    });
    expect(why.dataset.checks).toHaveLength(2);
    for (const feature of why.features) expect(feature.hash).toMatch(/^[0-9a-f]{64}$/);
    const text = (await gyre("why", predictionId, ...at)).stdout;
    expect(text).toContain("is the probability that the order is sent back");
    expect(text).toMatch(/customer_past_returned_30d +0\.\d+ +customer_past [0-9a-f]{8}/);
  });

  it("has a status for people and one for programs", async () => {
    const status = await gyreJson("status", ...at);
    expect(status).toMatchObject({
      project: "shop",
      pendingChanges: 0,
      predictions: 1,
      latestPredictions: [predictionId],
      rollout: null,
      rehearsal: null,
    });
    expect(status.versions).toMatchObject([{ version: 1, alias: "champion" }]);
    const { stdout } = await gyre("status", ...at);
    expect(stdout).toMatch(/^definition +applied$/m);
    expect(stdout).toMatch(/^rehearsal +none \(gyre rehearse\)$/m);
  });

  it("survives a reader that leaves, as head does", async () => {
    const bin = join(import.meta.dirname, "../../bin/gyre.js");
    const shell = promisify(execFile)("sh", [
      "-c",
      `"${process.execPath}" "${bin}" status --project "${project}" | head -n 1`,
    ]);
    expect(await shell).toMatchObject({
      stdout: "project      shop: the probability that the order is sent back\n",
      stderr: "",
    });
  });
});

describe("a rehearsal of the starter project", () => {
  const stretch = ["--from", "2025-03-01", "--to", "2025-05-12"];

  it("gives the same figures twice, the time it takes aside, and keeps the report with the champion's card", {
    timeout: 180_000,
  }, async () => {
    const [first, second] = [
      await gyreJson("rehearse", ...at, ...stretch),
      await gyreJson("rehearse", ...at, ...stretch),
    ];
    const timeless = (report: typeof first) => ({
      ...report,
      policies: report.policies.map((one: Record<string, unknown>) => ({ ...one, cpuSeconds: 0, wallSeconds: 0 })),
    });
    expect(timeless(second)).toEqual(timeless(first));
    const [never, monthly, onDrift] = first.policies;
    for (const { predictions, rocAuc } of first.policies) {
      expect(predictions).toBe(2160);
      expect(rocAuc).toBeGreaterThan(0.7);
    }
    // The data change on 10 April: a month begins twice, and monitors see it once at least.
    expect([never.retrainings, monthly.retrainings]).toEqual([0, 2]);
    expect(onDrift.retrainings).toBeGreaterThan(0);
    const [champion] = await inStore(project, (store) => store.models.list("returned"));
    const report = JSON.parse(await readFile(join(project, ".gyre/rehearsal/report.json"), "utf8"));
    expect(report.modelCard).toBe(champion.card);
    expect((await stat(first.report)).size).toBeGreaterThan(50_000);
  });

  it("ends at once when it is interrupted, with exit code 130", async () => {
    const running = start(["rehearse", ...at]);
    running.process.stderr?.once("data", () => running.process.kill("SIGINT"));
    expect(await running.ended).toMatchObject({
      code: 130,
      stdout: "",
      stderr: expect.stringContaining("core.cancelled: stopped by SIGINT"),
    });
  });
});

describe("a served deployment", () => {
  it("answers predictions, Open Inference, outcomes, metrics and its page, and ends with 0 when asked to", async () => {
    const up = start(["up", ...at, "--port", "0"]);
    const [, url] = await up.until(/^Gyre is ready at (http\S+)\n(curl .*)\n/m);
    const post = async (path: string, body: unknown) => {
      const answer = await fetch(url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: (await answer.json()) as { predictionId: string } };
    };
    const answer = await post("/v1/deployments/returns/predict", REQUEST);
    expect(answer).toMatchObject({ status: 200, body: { model: "returned", logged: true } });
    const outcome = await post(`/v1/predictions/${answer.body.predictionId}/outcome`, { label: 1 });
    expect(outcome.status, JSON.stringify(outcome.body)).toBeLessThan(300);
    const meta = (await (await fetch(`${url}/v2/models/returned`)).json()) as {
      inputs: { name: string; datatype: string }[];
    };
    const inputs = meta.inputs.map(({ name, datatype }) => ({
      name,
      datatype,
      shape: [1, 1],
      data: [datatype === "BYTES" ? "shoes" : 1],
    }));
    expect(await post("/v2/models/returned/infer", { inputs })).toMatchObject({
      status: 200,
      body: { model_name: "returned" },
    });
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/gyre_\w+/);
    const page = await (await fetch(url)).text();
    expect(page).toContain("Ask the model");
    const shell = await promisify(execFile)("sh", ["-c", up.stdout().split("\n")[1]]);
    expect(JSON.parse(shell.stdout)).toMatchObject({ model: "returned" });
    const taken = await gyre("up", ...at, "--port", url.split(":")[2]);
    expect(taken).toMatchObject({ code: 8, stderr: expect.stringMatching(/server\.port_taken[\s\S]*--port \d+/) });
    up.process.kill("SIGTERM");
    expect(await up.ended).toMatchObject({ code: 0 });
    const why = await gyreJson("why", answer.body.predictionId, ...at);
    expect(why).toMatchObject({ outcome: { label: 1 } });
  });

  it("refuses a port that is taken before it trains", async () => {
    const other = createServer();
    const port = await new Promise<number>((ready) => {
      other.listen(0, "127.0.0.1", () => ready((other.address() as { port: number }).port));
    });
    const fresh = join(folder.path, "fresh");
    await gyreJson("init", fresh);
    const refused = await start(["start", "--project", fresh], { env: { GYRE_PORT: String(port) } }).ended;
    other.close();
    expect(refused).toMatchObject({ code: 8, stdout: "", stderr: expect.not.stringContaining("load") });
    expect(await inStore(fresh, (store) => store.models.list("returned"))).toEqual([]);
  });

  it("does everything in one command, and the second time finds it all there", { timeout: 180_000 }, async () => {
    const stretch = ["start", ...at, "--once", "--port", "0"];
    const first = await start(stretch).ended;
    expect(first.code, first.stderr).toBe(0);
    const second = await start(stretch).ended;
    for (const { stdout } of [first, second]) {
      expect(stdout).toMatch(/^Gyre is ready at http:\/\/127\.0\.0\.1:\d+\ncurl .*\n.*\/report\.html\n$/);
    }
    expect(second).toMatchObject({ code: 0 });
    expect(second.stderr).toContain("everything was there and was reused");
    expect(second.stderr.match(/reused: nothing it depends on has changed/g)).toHaveLength(3);
  });
});
