import { describe, expect, it } from "vitest";
import type { AuditEntry, Authenticator, Role } from "../../access/index.js";
import { createRandom, GyreError, idFactory, silentLog, virtualClock } from "../../core/index.js";
import { createMemoryAccessStore } from "../../store/memory/access.js";
import { createMemoryWebhookStore } from "../../store/memory/registered-models/webhooks.js";
import { guardAccess } from "../auth/access-guard.js";
import { createHttpApp } from "../http-app.js";
import { mountMlflow } from "../protocols/mlflow/index.js";
import { memoryContext } from "../protocols/mlflow/mlflow.fixture.js";
import type { MlflowContext } from "../protocols/mlflow/operation.js";
import { createWebhookSender } from "../webhooks/sender.js";

/** Believes every name, which is also the role. */
const believing: Authenticator = {
  async principal(credentials) {
    if (credentials?.kind !== "password") throw new GyreError("access.unauthenticated", "who?");
    return { name: credentials.name, role: credentials.name as Role };
  },
  isPassword: async () => true,
  hasUsers: async () => true,
  forget() {},
};

async function opened(change: Partial<MlflowContext> = {}) {
  const context = { ...memoryContext(), ...change };
  const app = createHttpApp(silentLog, 30_000);
  guardAccess(app, believing, {});
  mountMlflow(app, context);
  await app.ready();
  type Method = "GET" | "POST" | "PATCH" | "DELETE" | "PUT";
  const ask = async (who: Role, method: Method, path: string, payload?: object | string) => {
    const authorization = `Basic ${Buffer.from(`${who}:p`).toString("base64")}`;
    const url = path.startsWith("/") ? path : `/api/2.0/mlflow/${path}`;
    const answer = await app.inject({
      method,
      url,
      headers: { authorization },
      ...(payload !== undefined && { payload }),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  const noted = async (): Promise<readonly AuditEntry[]> => context.governance.audit.read(1, 100);
  return { context, ask, noted };
}

const said = ({ actor, what, target, outcome, code }: AuditEntry) => [actor, what, target, outcome, code];

describe("requests in the audit log", () => {
  it("are those that remove or bring back, and no others", async () => {
    const { ask, noted } = await opened();
    const { body } = await ask("editor", "POST", "experiments/create", { name: "e" });
    const experiment_id = body.experiment_id;
    const { run } = (await ask("editor", "POST", "runs/create", { experiment_id })).body;
    const run_id = run.info.run_id;
    await ask("editor", "POST", "runs/set-tag", { run_id, key: "k", value: "v" });
    await ask("editor", "POST", "runs/delete-tag", { run_id, key: "k" });
    await ask("editor", "POST", "runs/log-metric", { run_id, key: "m", value: 1, timestamp: 1 });
    await ask("editor", "POST", "runs/delete", { run_id });
    await ask("editor", "POST", "runs/restore", { run_id });
    await ask("editor", "POST", "experiments/delete", { experiment_id });
    await ask("editor", "POST", "experiments/delete", { experiment_id: "999" });
    await ask("editor", "PUT", "/api/2.0/mlflow-artifacts/artifacts/1/a%20b.txt", "bytes");
    await ask("editor", "DELETE", "/api/2.0/mlflow-artifacts/artifacts/1/a%20b.txt");
    expect((await noted()).map(said)).toEqual([
      ["editor", "deleteRun", `runs:/${run_id}`, "done", null],
      ["editor", "restoreRun", `runs:/${run_id}`, "done", null],
      ["editor", "deleteExperiment", `experiments:/${experiment_id}`, "done", null],
      ["editor", "deleteArtifact", "artifacts:/1/a b.txt", "done", null],
    ]);
  });

  it("that move what may be protected are noted once, with what was found, refused or not", async () => {
    const { ask, noted } = await opened();
    await ask("editor", "POST", "registered-models/create", { name: "churn" });
    await ask("editor", "POST", "model-versions/create", { name: "churn", source: "s3://b/x" });
    const move = { name: "churn", alias: "champion", version: "1" };
    const policy = { model: "churn", alias: "champion", gates: ["auc >= 0.8"] };
    expect((await ask("admin", "POST", "/api/2.0/gyre/protected-aliases", policy)).status).toBe(200);
    expect((await ask("editor", "POST", "registered-models/alias", move)).body).toMatchObject({
      error_code: "INVALID_PARAMETER_VALUE",
      message: expect.stringContaining("auc is not there, as the version has neither a logged model nor a run"),
    });
    await ask("admin", "DELETE", "/api/2.0/gyre/protected-aliases", policy);
    expect((await ask("editor", "POST", "registered-models/alias", move)).status).toBe(200);
    expect((await ask("editor", "DELETE", "registered-models/delete", { name: "churn" })).status).toBe(200);
    expect((await noted()).map(said)).toEqual([
      ["admin", "protectAlias", "models:/churn@champion", "done", null],
      ["editor", "setRegisteredModelAlias", "models:/churn@champion", "refused", "registry.gate_failed"],
      ["admin", "unprotectAlias", "models:/churn@champion", "done", null],
      ["editor", "setRegisteredModelAlias", "models:/churn@champion", "done", null],
      ["editor", "deleteRegisteredModel", "models:/churn", "done", null],
    ]);
  });

  it("for which the right is missing are noted once a minute of each caller and procedure", async () => {
    const { ask, noted } = await opened();
    for (let i = 0; i < 20; i++)
      expect(
        (await ask("viewer", "POST", "registered-models/alias", { name: "x", alias: "y", version: "1" })).status,
      ).toBe(403);
    for (const who of ["viewer", "editor"] as const)
      expect((await ask(who, "POST", "/api/2.0/gyre/approvals", { name: "x", version: "1", alias: "y" })).status).toBe(
        403,
      );
    expect((await ask("editor", "GET", "/api/2.0/gyre/audit")).status).toBe(403);
    expect((await noted()).map(said)).toEqual([
      ["viewer", "setRegisteredModelAlias", "/api/2.0/mlflow/registered-models/alias", "refused", "access.forbidden"],
      ["viewer", "approveVersion", "/api/2.0/gyre/approvals", "refused", "access.forbidden"],
      ["editor", "approveVersion", "/api/2.0/gyre/approvals", "refused", "access.forbidden"],
    ]);
  });

  it("that change users, tokens and webhooks are noted without their secrets", async () => {
    const [access, clock] = [createMemoryAccessStore(), virtualClock(1)];
    const passwords = { hash: async () => "hash", verify: async () => true, newSecret: () => "s3cret" };
    const accounts = { access, passwords, clock, newId: idFactory(clock, createRandom(1)), authenticator: believing };
    const webhooks = { store: createMemoryWebhookStore().store, sender: createWebhookSender() };
    const { ask, noted } = await opened({ accounts, webhooks });
    const password = "s3cret password";
    await access.addUser({ name: "admin", role: "admin", createdAt: 1, passwordHash: "hash" });
    await ask("admin", "POST", "users/create", { username: "zoe", password, role: "viewer" });
    await ask("admin", "PATCH", "users/update-password", { username: "zoe", password: `${password} 2` });
    await ask("admin", "POST", "/api/2.0/gyre/tokens/create", { username: "zoe" });
    const events = [{ entity: "REGISTERED_MODEL", action: "CREATED" }];
    await ask("admin", "POST", "webhooks", { name: "w", url: "https://8.8.8.8/s3cret", events, secret: "s3cret" });
    await ask("editor", "DELETE", "users/delete", { username: "zoe" });
    const entries = await noted();
    expect(entries.map(said)).toEqual([
      ["admin", "createUser", "users:/zoe", "done", null],
      ["admin", "updateUserPassword", "users:/zoe", "done", null],
      ["admin", "createToken", "users:/zoe", "done", null],
      ["admin", "createWebhook", "name=w", "done", null],
      ["editor", "deleteUser", "/api/2.0/mlflow/users/delete", "refused", "access.forbidden"],
    ]);
    expect(entries[0].facts).toEqual({ role: "viewer" });
    expect(JSON.stringify(entries)).not.toMatch(/s3cret|hash":"hash/);
  });

  it("are answered as ever when the log cannot be written", async () => {
    const { governance } = memoryContext();
    const audit = { ...governance.audit, append: () => Promise.reject(new Error("the disk is full")) };
    const { ask } = await opened({ governance: { ...governance, audit } });
    await ask("editor", "POST", "experiments/create", { name: "e" });
    expect(await ask("editor", "POST", "experiments/delete", { experiment_id: "1" })).toEqual({
      status: 200,
      body: {},
    });
  });
});

describe("gates and approvals over HTTP", () => {
  const GYRE = "/api/2.0/gyre";

  it("are set, asked for, given and withdrawn", async () => {
    const { ask, context } = await opened();
    async function* bytes() {
      yield Buffer.from("model");
    }
    await context.artifacts.write("1/m/model.txt", bytes());
    await context.registered.create({ name: "churn", description: null, tags: [], at: 1 });
    const nothing = { description: "", source: "x", runId: "", runLink: "", modelId: null, tags: [] };
    const place = { storageLocation: "mlflow-artifacts:/1/m" };
    await context.registered.createVersion({ name: "churn", createdAt: 1, userId: "editor", ...nothing, ...place });
    const policy = { model: "ch*", alias: "champion", gates: ["auc better by 0.1"], approvals: 1 };
    await ask("admin", "POST", `${GYRE}/protected-aliases`, policy);
    expect((await ask("viewer", "GET", `${GYRE}/protected-aliases`)).body.protected_aliases).toMatchObject([
      { ...policy, gates: ["auc better by 0.1 up"], set_by: "admin" },
    ]);
    const check = () => ask("viewer", "GET", `${GYRE}/alias-moves/check?name=churn&version=1&alias=champion`);
    expect((await check()).body).toMatchObject({ allowed: false, is_protected: true, approvals_needed: 1 });
    await ask("admin", "POST", `${GYRE}/protected-aliases`, { ...policy, gates: [] });

    const approval = { name: "churn", version: "1", alias: "champion", comment: "good" };
    const { body } = await ask("admin", "POST", `${GYRE}/approvals`, approval);
    expect(body.approval).toMatchObject({ ...approval, approved_by: "admin" });
    expect((await ask("viewer", "GET", `${GYRE}/approvals?name=churn&version=1`)).body.approvals).toEqual([
      body.approval,
    ]);
    expect((await check()).body).toMatchObject({ allowed: true, approved_by: ["admin"], digest: body.approval.digest });
    expect((await ask("admin", "DELETE", `${GYRE}/approvals`, approval)).status).toBe(200);
    expect((await check()).body.reason).toContain("0 of 1 approvals");
    expect((await ask("admin", "DELETE", `${GYRE}/approvals`, approval)).status).toBe(400);
    const wrong = await ask("admin", "POST", `${GYRE}/protected-aliases`, { ...policy, gates: ["auc"] });
    expect(wrong).toMatchObject({ status: 400, body: { error_code: "INVALID_PARAMETER_VALUE" } });
  });

  it("tell the log in pages whose chain a reader can recompute", async () => {
    const { ask, noted } = await opened();
    for (const alias of ["a", "b", "c"]) await ask("admin", "POST", `${GYRE}/protected-aliases`, { model: "m", alias });
    const first = (await ask("admin", "GET", `${GYRE}/audit?max_results=2`)).body;
    const token = encodeURIComponent(first.next_page_token);
    const second = (await ask("admin", "GET", `${GYRE}/audit?max_results=2&page_token=${token}`)).body;
    expect([...first.entries, ...second.entries].reverse()).toEqual(await noted());
    expect(second.next_page_token).toBeUndefined();
    expect((await ask("admin", "GET", `${GYRE}/audit?target=models%3A%2Fm%40b`)).body.entries).toHaveLength(1);
    for (const bad of ["max_results=0", "max_results=1001", "outcome=maybe", `page_token=${token}&actor=x`])
      expect((await ask("admin", "GET", `${GYRE}/audit?${bad}`)).status, bad).toBe(400);
  });
});
