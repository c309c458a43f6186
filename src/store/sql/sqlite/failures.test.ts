import { describe, expect, it } from "vitest";
import { isBusy, sqliteFailure } from "./failures.js";

const said = (errcode: number) => Object.assign(new Error("what SQLite said"), { errcode });

describe("sqliteFailure", () => {
  it.each([
    [13, "store.disk_full"],
    [10 | (4 << 8), "store.disk_full"],
    [5, "store.unavailable"],
    [5 | (1 << 8), "store.unavailable"],
    [6, "store.unavailable"],
    [8, "store.unavailable"],
    [14, "store.unavailable"],
    [11, "store.corrupt"],
    [26, "store.corrupt"],
    [19, "core.unexpected"],
  ])("maps result code %i to %s, naming the file", (errcode, code) => {
    expect(sqliteFailure(said(errcode), "/p/gyre.db")).toMatchObject({ code, details: { path: "/p/gyre.db" } });
  });

  it("leaves Gyre's own failures as they are", () => {
    const failure = sqliteFailure(said(13), "a");
    expect(sqliteFailure(failure, "b")).toBe(failure);
  });
});

describe("isBusy", () => {
  it("knows a lock from everything else", () => {
    expect([5, 6, 261, 13].map((code) => isBusy(said(code)))).toEqual([true, true, true, false]);
    expect(isBusy(new Error("database is locked"))).toBe(false);
  });
});
