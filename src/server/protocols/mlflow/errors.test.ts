import { expect, it } from "vitest";
import { FAILURES, type FailureCode, GyreError } from "../../../core/index.js";
import { mlflowError } from "./errors.js";

const sent = (code: FailureCode, message = "m") => {
  const { status, body } = mlflowError(new GyreError(code, message, { hint: "h" }));
  return [status, body.error_code, body.message];
};

it("what a user gets wrong is never 5xx, which clients would try again for minutes", () => {
  const users = Object.entries(FAILURES).filter(([, { exit, retryable }]) => !retryable && exit !== 1);
  for (const [code, { status }] of users) {
    if (status >= 500) continue;
    expect(sent(code as FailureCode)[0], code).toBeLessThan(500);
  }
});

it("codes that clients branch on are MLflow's", () => {
  expect(sent("tracking.experiment_exists")).toEqual([400, "RESOURCE_ALREADY_EXISTS", "m"]);
  expect(sent("registry.model_exists")).toEqual([400, "RESOURCE_ALREADY_EXISTS", "m"]);
  expect(sent("tracking.run_unknown")).toEqual([404, "RESOURCE_DOES_NOT_EXIST", "m"]);
  expect(sent("registry.alias_unknown")).toEqual([400, "INVALID_PARAMETER_VALUE", "m"]);
  expect(sent("tracking.param_changed")).toEqual([400, "INVALID_PARAMETER_VALUE", "m"]);
  expect(sent("tracking.bad_filter")).toEqual([400, "INVALID_PARAMETER_VALUE", "m"]);
  expect(sent("server.route_unknown")).toEqual([404, "ENDPOINT_NOT_FOUND", "m"]);
  expect(sent("store.unavailable")).toEqual([503, "TEMPORARILY_UNAVAILABLE", "m: h"]);
  expect(sent("store.disk_full")).toEqual([503, "TEMPORARILY_UNAVAILABLE", "m: h"]);
  expect(sent("server.too_many_bodies")).toEqual([429, "RESOURCE_EXHAUSTED", "m"]);
  expect(sent("server.request_timed_out")[0]).toBe(408);
  expect(sent("access.unauthenticated")).toEqual([401, "UNAUTHENTICATED", "m: h"]);
  expect(sent("access.forbidden")).toEqual([403, "PERMISSION_DENIED", "m"]);
});

it("what is the server's own fault is not told outside", () => {
  expect(sent("core.unexpected", "secret")).toEqual([500, "INTERNAL_ERROR", expect.not.stringContaining("secret")]);
  expect(sent("store.corrupt", "secret")[2]).not.toContain("secret");
});
