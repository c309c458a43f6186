import { afterAll, beforeAll, expect, it } from "vitest";
import { startGyre, type TrackingServer } from "./mlflow-servers.js";
import { python } from "./shop.js";

let server: TrackingServer;
beforeAll(async () => {
  server = await startGyre();
});
afterAll(() => server.close());

it("MLflow's client for users makes the first one, and the first one the others", async () => {
  const denied = (message: string) => ["PERMISSION_DENIED", expect.stringContaining(message)];
  expect(await python("mlflow_users.py", server.url)).toEqual({
    first: ["int", "ann", true],
    unnamed: ["UNAUTHENTICATED", expect.stringContaining("MLFLOW_TRACKING_USERNAME")],
    created: ["int", "bob", false],
    again: ["RESOURCE_ALREADY_EXISTS", "RESOURCE_ALREADY_EXISTS: User (username=bob) already exists."],
    short: ["INVALID_PARAMETER_VALUE", "INVALID_PARAMETER_VALUE: Password must be at least 12 characters."],
    admin: ["int", "bob", true],
    unknown: ["RESOURCE_DOES_NOT_EXIST", "RESOURCE_DOES_NOT_EXIST: User with username=eve not found"],
    oneself: ["BAD_REQUEST", expect.stringContaining("Users cannot delete their own account.")],
    role: ["ENDPOINT_NOT_FOUND", expect.stringContaining("holds for the whole server")],
    logged: { a: 1 },
    other: denied("own account only"),
    without: ["INVALID_PARAMETER_VALUE", expect.stringContaining("Current password is required")],
    changed: null,
    old: ["UNAUTHENTICATED", expect.any(String)],
    deleted: null,
    gone: ["UNAUTHENTICATED", expect.any(String)],
  });
});
