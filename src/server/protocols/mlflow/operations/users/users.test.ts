import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { permits } from "../../../../../access/index.js";
import { urlsOf } from "../../mount.js";
import type { Accounts } from "../../operation.js";
import { userRoutes } from "../../routes/users.js";
import { openUsers, PASSWORD, type UsersFixture } from "./users.fixture.js";

let fixture: UsersFixture;
const ask: UsersFixture["ask"] = (...question) => fixture.ask(...question);
const make = (who: string | null, username: string, more: object = {}) =>
  ask(who, "POST", "mlflow/users/create", { username, password: PASSWORD, ...more });

beforeEach(async () => {
  fixture = await openUsers();
});

describe("the first user", () => {
  it("may be made by whoever reaches an open server, is an admin, and ends that at once", async () => {
    const [status, { user }] = await make(null, "ann");
    expect([status, user]).toEqual([200, { id: expect.any(Number), username: "ann", is_admin: true, role: "admin" }]);
    expect((await ask(null, "GET", "mlflow/users/current"))[0]).toBe(401);
    expect((await make(null, "eve"))[0]).toBe(401);
    expect((await ask("ann", "GET", "mlflow/users/current"))[1]).toEqual({ user, is_basic_auth: true });
  });

  it("is one, also when several are made at the same time", async () => {
    const made = await Promise.all(["ann", "bob", "eve"].map((name) => make(null, name)));
    expect(made.map(([status]) => status).sort()).toEqual([200, 401, 401]);
    expect(await fixture.access.users()).toHaveLength(1);
  });

  it("can be nothing less, and there is none before", async () => {
    expect(await make(null, "ann", { role: "viewer" })).toMatchObject([400, { error_code: "INVALID_PARAMETER_VALUE" }]);
    expect(await ask(null, "GET", "mlflow/users/current")).toMatchObject([
      404,
      { error_code: "RESOURCE_DOES_NOT_EXIST" },
    ]);
    expect(await ask(null, "GET", "mlflow/users/list")).toEqual([200, {}]);
  });
});

describe("users", () => {
  beforeEach(async () => {
    await make(null, "ann");
    await make("ann", "bob");
    await make("ann", "eve", { role: "viewer" });
  });

  it("are made, listed, changed and deleted by admins", async () => {
    const [, { users }] = await ask("ann", "GET", "mlflow/users/list");
    expect((users as { username: string; role: string }[]).map(({ username, role }) => `${username} ${role}`)).toEqual([
      "ann admin",
      "bob editor",
      "eve viewer",
    ]);
    const role = async (name: string) => (await fixture.access.user(name))?.role;
    await ask("ann", "PATCH", "mlflow/users/update-admin", { username: "bob", is_admin: true });
    expect(await role("bob")).toBe("admin");
    await ask("ann", "PATCH", "mlflow/users/update-admin", { username: "bob", is_admin: false });
    await ask("ann", "PATCH", "mlflow/users/update-admin", { username: "eve", is_admin: false });
    expect([await role("bob"), await role("eve")]).toEqual(["editor", "viewer"]);
    await ask("ann", "PATCH", "gyre/users/update-role", { username: "bob", role: "viewer" });
    expect(await role("bob")).toBe("viewer");
    expect(await ask("ann", "DELETE", "mlflow/users/delete", { username: "bob" })).toEqual([200, {}]);
    expect((await ask("bob", "GET", "mlflow/users/current"))[0]).toBe(401);
  });

  it("may read themselves and nobody else, and manage nobody", async () => {
    expect(await ask("eve", "GET", "mlflow/users/get?username=eve")).toMatchObject([200, { user: { role: "viewer" } }]);
    for (const [method, path, body] of [
      ["GET", "mlflow/users/get?username=bob", undefined],
      ["GET", "mlflow/users/list", undefined],
      ["POST", "mlflow/users/create", { username: "x", password: PASSWORD }],
      ["PATCH", "mlflow/users/update-password", { username: "bob", password: PASSWORD }],
      ["PATCH", "mlflow/users/update-admin", { username: "bob", is_admin: true }],
      ["PATCH", "gyre/users/update-role", { username: "bob", role: "admin" }],
      ["DELETE", "mlflow/users/delete", { username: "bob" }],
      ["GET", "gyre/tokens/list?username=bob", undefined],
      ["POST", "gyre/tokens/create", { username: "bob" }],
    ] as const)
      expect(await ask("eve", method, path, body), path).toMatchObject([403, { error_code: "PERMISSION_DENIED" }]);
  });

  it("change their own password with the one so far, and are asked for the new one at once", async () => {
    const path = "mlflow/users/update-password";
    const wish = { username: "bob", password: "another good one" };
    const refused = async (body: object) => (await ask("bob", "PATCH", path, body))[1].message;
    expect(await refused(wish)).toBe("Current password is required when changing your own password.");
    expect(await refused({ ...wish, current_password: "no" })).toBe("Current password does not match.");
    expect(await refused({ ...wish, password: PASSWORD, current_password: PASSWORD })).toBe(
      "New password must differ from the current password.",
    );
    expect(await refused({ ...wish, password: "short", current_password: PASSWORD })).toBe(
      "Password must be at least 12 characters.",
    );
    expect(await ask("bob", "PATCH", path, { ...wish, current_password: PASSWORD })).toEqual([200, {}]);
    expect((await ask("bob", "GET", "mlflow/users/current"))[0]).toBe(401);
    expect((await ask(["bob", "another good one"], "GET", "mlflow/users/current"))[0]).toBe(200);
    expect(await ask("ann", "PATCH", path, { ...wish, password: PASSWORD })).toEqual([200, {}]);
  });

  it("keep an admin who is there, in MLflow's words where it has some", async () => {
    const self = { username: "ann" };
    const messageOf = ([status, { error_code, message }]: Awaited<ReturnType<typeof ask>>) => [
      status,
      error_code,
      message,
    ];
    expect(messageOf(await ask("ann", "DELETE", "mlflow/users/delete", self))).toEqual([
      400,
      "BAD_REQUEST",
      "Users cannot delete their own account. Ask another admin to delete this user instead.",
    ]);
    expect(messageOf(await ask("ann", "PATCH", "mlflow/users/update-admin", { ...self, is_admin: false }))).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
      "ann is the last admin",
    ]);
    expect(messageOf(await make("ann", "bob"))).toEqual([
      400,
      "RESOURCE_ALREADY_EXISTS",
      "User (username=bob) already exists.",
    ]);
    expect(messageOf(await ask("ann", "GET", "mlflow/users/get?username=zoe"))).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
      "User with username=zoe not found",
    ]);
  });

  it("have no rights on single experiments and models, which is said", async () => {
    for (const path of [
      "mlflow/experiments/permissions/create",
      "mlflow/registered-models/permissions/create",
      "mlflow/users/permissions/grant",
      "mlflow/roles/create",
    ]) {
      const [status, { error_code, message }] = await ask("ann", "POST", path, {});
      expect([status, error_code]).toEqual([404, "ENDPOINT_NOT_FOUND"]);
      expect(message, path).toContain("holds for the whole server");
    }
  });
});

describe("tokens", () => {
  beforeEach(async () => {
    await make(null, "ann");
    await make("ann", "bob");
  });

  it("are made and shown once, let their owner in, and are refused at once when they are deleted", async () => {
    const [, made] = await ask("bob", "POST", "gyre/tokens/create", { label: "notebook", expires_in: "1h" });
    const { secret, token } = made as { secret: string; token: { token_id: string; expiration_timestamp: number } };
    expect(token).toEqual({
      token_id: expect.stringMatching(/^tok_/),
      username: "bob",
      label: "notebook",
      creation_timestamp: 1_000_000,
      expiration_timestamp: 4_600_000,
    });
    expect((await ask({ token: secret }, "GET", "mlflow/users/current"))[1]).toMatchObject({
      user: { username: "bob" },
    });
    const [, listed] = await ask({ token: secret }, "GET", "gyre/tokens/list");
    expect(listed).toEqual({ tokens: [token] });
    expect(JSON.stringify(listed)).not.toContain("secret");
    expect(await ask("bob", "DELETE", "gyre/tokens/delete", { token_id: token.token_id })).toEqual([200, {}]);
    expect((await ask({ token: secret }, "GET", "mlflow/users/current"))[0]).toBe(401);
  });

  it("are everyone's own, and all are the admins'", async () => {
    const idOf = async (who: string, body: object) =>
      ((await ask(who, "POST", "gyre/tokens/create", body))[1].token as { token_id: string }).token_id;
    const anns = await idOf("ann", {});
    const bobs = await idOf("ann", { username: "bob" });
    const seen = async (who: string) =>
      ((await ask(who, "GET", "gyre/tokens/list"))[1].tokens as { token_id: string }[]).map(({ token_id }) => token_id);
    expect(await seen("ann")).toEqual([anns, bobs]);
    expect(await seen("bob")).toEqual([bobs]);
    expect(await ask("bob", "DELETE", "gyre/tokens/delete", { token_id: anns })).toMatchObject([
      404,
      { message: `there is no token ${anns} of yours` },
    ]);
    expect(await ask("ann", "DELETE", "gyre/tokens/delete", { token_id: bobs })).toEqual([200, {}]);
  });

  it("do not live longer than the token that asks for them", async () => {
    const create = async (who: string | { token: string }, body: object) => {
      const [status, made] = await ask(who, "POST", "gyre/tokens/create", body);
      return { status, ...(made as { secret: string; message: string }) };
    };
    const { secret: token } = await create("bob", { expires_in: "1h" });
    expect(await create({ token }, { expires_in: "1h" })).toMatchObject({ status: 200 });
    for (const body of [{ expires_in: "2h" }, {}])
      expect(await create({ token }, body)).toMatchObject({
        status: 400,
        message: expect.stringContaining("a token cannot make one that lives longer than itself"),
      });
    const endless = await create("bob", {});
    expect(await create({ token: endless.secret }, {})).toMatchObject({ status: 200 });
  });

  it("cannot be for nobody, nor for ever and a day", async () => {
    const create = async (body: object) => (await ask("ann", "POST", "gyre/tokens/create", body))[0];
    expect(await create({ username: "zoe" })).toBe(404);
    expect(await create({ expires_in: "99999999999d" })).toBe(400);
    expect(await create({ expires_in: "soon" })).toBe(400);
    expect(await create({ label: "x".repeat(201) })).toBe(400);
    expect((await (await openUsers()).ask(null, "POST", "gyre/tokens/create", {}))[0]).toBe(400);
  });
});

it("a server that others can reach is never open, also when the last user is gone", async () => {
  for (const rules of [{ host: "0.0.0.0" }, { allowedHosts: ["tracking.example"] }]) {
    fixture = await openUsers(rules);
    expect((await ask(null, "GET", "mlflow/users/current"))[0]).toBe(401);
    expect((await make(null, "eve"))[0]).toBe(401);
    expect((await ask("eve", "POST", "mlflow/runs/create", { experiment_id: "0" }))[0]).toBe(401);
  }
});

describe("every route of users and tokens", () => {
  const routes = userRoutes({} as Accounts);

  it("has a permission, and what is not one's own is an admin's", () => {
    for (const { rpc, permission } of routes) {
      const isAnyones = permission === "account:own";
      expect([permits("viewer", permission), permits("admin", permission)], rpc).toEqual([isAnyones, true]);
    }
  });

  it("answers whatever comes without 5xx, and never with a hash or another's secret", async () => {
    await make(null, "ann");
    await make("ann", "bob");
    const text = fc.constantFrom(
      "",
      "ann",
      "bob",
      "\u0000",
      "é😀",
      "' OR 1=1 --",
      "a".repeat(9000),
      "1h",
      "9e99d",
      "../x",
    );
    const value = fc.oneof(
      { weight: 4, arbitrary: text },
      fc.constantFrom(0, -1, 1e308, true, null),
      fc.jsonValue({ maxDepth: 1 }),
    );
    for (const { rpc, method, message, ...route } of routes) {
      const [url] = urlsOf({ rpc, method, message, ...route });
      const fields = Object.fromEntries(Object.keys(message).map((name) => [name, value]));
      for (const body of fc.sample(fc.record(fields, { requiredKeys: [] }), { numRuns: 20, seed: 3 })) {
        const texts = Object.entries(body).map(([name, one]) => [
          name,
          typeof one === "string" ? one : JSON.stringify(one),
        ]);
        const query = method === "GET" ? `?${new URLSearchParams(texts as [string, string][])}` : "";
        const path = url.replace("/api/2.0/", "");
        const [status, answer] = await ask("ann", method, path + query, method === "GET" ? undefined : body);
        expect(status, `${rpc} ${JSON.stringify(body)}`).toBeLessThan(500);
        expect(JSON.stringify(answer)).not.toContain("hash:");
      }
    }
  });
});
