import { describe, expect, it } from "vitest";
import { addressOf, isPostgresUrl, placeOf, withCheckedTls } from "./address.js";

describe("addressOf", () => {
  it("reads host, port, database and user of a URL, escaped characters included", () => {
    const address = addressOf("postgres://ann:p%40ss%2Fword@db.example:6543/my%20models");
    expect(address).toEqual({ host: "db.example", port: 6543, database: "my models", user: "ann" });
    expect(placeOf(address)).toBe("PostgreSQL at db.example:6543, database my models");
    expect(addressOf("postgresql://ann@/gyre?host=/var/run/postgresql")).toMatchObject({ host: "/var/run/postgresql" });
  });

  it.each([
    "mysql://ann:secret@host/db",
    "postgres://ann:secret@host:notaport/db",
    "postgres://ann:sec%ret@[host/db",
    "postgres://ann:p@sec/ret@host/db",
    "postgres://ann:12#sec@host/db",
  ])("refuses %s without repeating it, since it may hold a password", (url) => {
    let failure: unknown;
    try {
      addressOf(url);
    } catch (error) {
      failure = error;
    }
    expect(failure).toMatchObject({ code: "cli.bad_usage", hint: expect.stringContaining("postgres://user") });
    expect(`${failure}${JSON.stringify(failure)}`).not.toContain("sec");
    expect((failure as Error).cause).toBeUndefined();
  });

  it("names the certificate that is not there", () => {
    expect(() => addressOf("postgres://ann:secret@host/db?sslmode=verify-full&sslrootcert=/no/ca.pem")).toThrow(
      expect.objectContaining({ code: "cli.bad_usage", message: expect.stringMatching(/names \/no\/ca\.pem, which/) }),
    );
  });

  it("knows a URL of PostgreSQL from a path", () => {
    const texts = ["postgres://a/b", "postgresql://a/b", "postgres.db", "/postgres://", "sqlite:///a"];
    expect(texts.map(isPostgresUrl)).toEqual([true, true, false, false, false]);
  });

  it("asks for a right certificate in each mode of TLS, unless the URL says otherwise", () => {
    for (const mode of ["prefer", "require", "verify-ca", "verify-full"])
      expect(withCheckedTls(`postgres://a/b?sslmode=${mode}&sslrootcert=f`)).toBe(
        "postgres://a/b?sslmode=verify-full&sslrootcert=f",
      );
    for (const query of ["", "?sslmode=disable", "?sslmode=no-verify", "?sslmode=require&uselibpqcompat=true"])
      expect(withCheckedTls(`postgres://a/b${query}`)).toBe(`postgres://a/b${query}`);
  });
});
