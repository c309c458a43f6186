import { afterEach, expect, it, vi } from "vitest";
import { firstUserLine, listenAddress } from "./listen-options.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

it("names are read with commas between", () => {
  const read = (allowedHosts?: string) =>
    listenAddress({ host: "0.0.0.0", port: "1", ...(allowedHosts !== undefined && { allowedHosts }) }).allowedHosts;
  expect(read()).toEqual([]);
  expect(read("a.example, *.b.example,::1,")).toEqual(["a.example", "*.b.example", "::1"]);
  for (const wrong of ["http://a.example", "a.example:80", "*", "a b", "a.*"])
    expect(() => read(wrong), wrong).toThrow(expect.objectContaining({ code: "cli.bad_usage" }));
});

it("the line that makes the first user names the same state, without a password", () => {
  vi.stubEnv("GYRE_DATABASE", undefined);
  expect(firstUserLine({ project: "." })).toBe("gyre users add admin --role admin --project .");
  expect(firstUserLine({ data: "it's", project: "." })).toBe("gyre users add admin --role admin --data 'it'\\''s'");
  const line = firstUserLine({ project: ".", database: "postgres://ann:secret@db/gyre" });
  expect(line).toContain("--database");
  expect(line).not.toContain("secret");
  vi.stubEnv("GYRE_DATABASE", "postgres://ann:secret@db/gyre");
  expect(firstUserLine({ project: ".", database: "postgres://ann:secret@db/gyre" })).not.toContain("--database");
});
