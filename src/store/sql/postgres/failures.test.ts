import { describe, expect, it } from "vitest";
import {
  isConflict,
  leavesConnectionWhole,
  lostFailure,
  mayBeConflict,
  postgresFailure,
  silentFailure,
} from "./failures.js";

const ADDRESS = { host: "db.example", port: 5432, database: "gyre", user: "ann" };
const said = (code: string, severity = "ERROR") => Object.assign(new Error("what the server said"), { code, severity });
const network = (code: string) => Object.assign(new Error(`connect ${code}`), { code, syscall: "connect" });

describe("postgresFailure", () => {
  it.each([
    ["08006", "store.unavailable"],
    ["57P01", "store.unavailable"],
    ["57P03", "store.unavailable"],
    ["28P01", "store.unavailable"],
    ["3D000", "store.unavailable"],
    ["3F000", "store.unavailable"],
    ["42501", "store.unavailable"],
    ["25006", "store.unavailable"],
    ["40001", "store.unavailable"],
    ["53300", "store.unavailable"],
    ["53200", "store.unavailable"],
    ["53100", "store.disk_full"],
    ["58030", "store.disk_full"],
    ["XX001", "store.corrupt"],
    ["23505", "core.unexpected"],
    ["42601", "core.unexpected"],
  ])("maps SQLSTATE %s to %s, naming host and database", (state, code) => {
    const failure = postgresFailure(said(state), ADDRESS);
    expect(failure).toMatchObject({ code, details: { host: "db.example", database: "gyre", sqlState: state } });
    expect(failure.message).toMatch(/^PostgreSQL at db\.example:5432, database gyre: .*what the server said$/);
  });

  it.each([
    network("ECONNREFUSED"),
    network("ENOTFOUND"),
    new AggregateError([network("ECONNREFUSED")]),
    new Error("Connection terminated unexpectedly"),
    new Error("timeout exceeded when trying to connect"),
    new Error("Query read timeout"),
    new Error("Client has encountered a connection error and is not queryable"),
    new Error("Cannot use a pool after calling end on the pool"),
  ])("says that the database is unavailable when the way there fails: $message", (error) => {
    const failure = postgresFailure(error, ADDRESS);
    expect(failure.code).toBe("store.unavailable");
    expect(failure.hint).toContain("nothing acknowledged is lost");
    expect(failure.message.length).toBeGreaterThan("PostgreSQL at db.example:5432, database gyre: ".length);
  });

  it.each([
    ["self-signed certificate", "sslrootcert"],
    ["Hostname/IP does not match certificate's altnames: Host: a. is not cert's CN: b", "the host as"],
    ["The server does not support SSL connections", "disable"],
    ["SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string", "PGPASSWORD"],
  ])("says what to change in the URL where it was told: %s", (message, hint) => {
    const failure = postgresFailure(new Error(message), ADDRESS);
    expect(failure).toMatchObject({ code: "store.unavailable", hint: expect.stringContaining(hint) });
    expect(failure.message).toContain(message);
  });

  it("takes a fault of the program for what it is, and leaves Gyre's own failures as they are", () => {
    const failure = postgresFailure(new TypeError("x is not a function"), ADDRESS);
    expect(failure.code).toBe("core.unexpected");
    expect(postgresFailure(failure, { ...ADDRESS, host: "other" })).toBe(failure);
  });
});

describe("a server that hangs", () => {
  it.each([
    ["gave no sign of life", silentFailure(null, ADDRESS, 8000), "it has not answered for 8 s", "the network"],
    ["cannot be reached", silentFailure(network("EHOSTUNREACH"), ADDRESS, 8000), "connect EHOSTUNREACH", "be reached"],
    ["has a dead connection", lostFailure(ADDRESS), "a connection to it went dead", "try again"],
    ["is too slow", postgresFailure(said("57014"), ADDRESS), "a statement took longer than it may", "less at once"],
    [
      "is busy",
      postgresFailure(new Error("timeout exceeded when trying to connect"), ADDRESS),
      "all connections were in use",
      "less at once",
    ],
  ])("and %s is unavailable, with what to do", (_, failure, message, hint) => {
    expect(failure).toMatchObject({ code: "store.unavailable", hint: expect.stringContaining(hint) });
    expect(failure.message).toContain(`PostgreSQL at db.example:5432, database gyre: ${message}`);
    expect(leavesConnectionWhole(lostFailure(ADDRESS))).toBe(false);
  });
});

describe("what an error leaves behind", () => {
  it("is a whole connection only when the server reported it and went on", () => {
    expect(leavesConnectionWhole(said("23505"))).toBe(true);
    expect(leavesConnectionWhole(postgresFailure(said("23505"), ADDRESS))).toBe(true);
    expect(leavesConnectionWhole(said("57P01", "FATAL"))).toBe(false);
    expect(leavesConnectionWhole(network("ECONNRESET"))).toBe(false);
    expect(leavesConnectionWhole(new Error("Query read timeout"))).toBe(false);
  });

  it("knows a conflict with others from everything else, also when it was mapped", () => {
    const errors = ["40001", "40P01", "23505", "53100"].map((state) => postgresFailure(said(state), ADDRESS));
    expect(errors.map(isConflict)).toEqual([true, true, false, false]);
    expect(errors.map(mayBeConflict)).toEqual([true, true, true, false]);
  });
});
