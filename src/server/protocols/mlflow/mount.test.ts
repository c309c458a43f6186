import { describe, expect, it } from "vitest";
import { openMlflow } from "./mlflow.fixture.js";
import { urlsOf } from "./mount.js";
import type { MlflowContext } from "./operation.js";
import { routesFor } from "./routes.js";

const { app, mounted, get } = await openMlflow();
const TABLE = routesFor({} as MlflowContext);

describe("the routes", () => {
  const all = () =>
    mounted.flatMap(({ method, url, config }) =>
      [method].flat().map((one) => ({ method: one, url, permission: config?.permission })),
    );

  it("are those of the table, of artifacts, of spans and about the server, and no others", () => {
    const table = new Set(TABLE.flatMap((route) => urlsOf(route).map((url) => `${route.method} ${url}`)));
    const others =
      /^\/(health|version|ping|get-artifact|model-versions\/get-artifact|v1\/traces)$|\/3\.0\/mlflow\/server-info$|\/2\.0\/mlflow-artifacts\/|\/mlflow\/upload-artifact$|\/artifacts\/files$/;
    const outside = all().filter(({ method, url, permission }) => {
      const isRefusal = permission === "public" && !others.test(url);
      return !table.has(`${method === "HEAD" ? "GET" : method} ${url}`) && !others.test(url) && !isRefusal;
    });
    expect(outside).toEqual([]);
    const there = new Set(all().map(({ method, url }) => `${method} ${url}`));
    expect([...table].filter((route) => !there.has(route))).toEqual([]);
  });

  it("all say who may ask", () => {
    expect(all().filter(({ permission }) => permission === undefined)).toEqual([]);
    const open = all().filter(({ method, permission }) => method === "GET" && permission === "public");
    expect(
      open
        .map(({ url }) => url)
        .filter((url) => !/\/2\.0\//.test(url))
        .sort(),
    ).toEqual(["/ajax-api/3.0/mlflow/server-info", "/api/3.0/mlflow/server-info", "/health", "/ping", "/version"]);
  });

  it("answer under both prefixes", async () => {
    expect((await get("/ajax-api/2.0/mlflow/experiments/get?experiment_id=0")).body.experiment.name).toBe("Default");
  });

  it("tell clients what they may expect of the server", async () => {
    const text = async (url: string) => (await app.inject(url)).body;
    expect([await text("/health"), await text("/version")]).toEqual(["OK", "3.17.2"]);
    expect((await get("/api/3.0/mlflow/server-info")).body).toMatchObject({ workspaces_enabled: false });
  });
});
