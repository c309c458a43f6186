import { describe, expect, it } from "vitest";
import { credentialsOf } from "./credentials.js";
import { createPasswordHasher } from "./passwords.js";

describe("passwords", () => {
  const hasher = createPasswordHasher();

  it("are proved by their hash, each with a salt of its own", async () => {
    const [first, second] = await Promise.all([hasher.hash("pässword of many"), hasher.hash("pässword of many")]);
    expect(first).not.toBe(second);
    expect(first).not.toContain("many");
    expect(await hasher.verify("pa\u0308ssword of many", first)).toBe(true);
    expect(await hasher.verify("password of many", first)).toBe(false);
  });

  it("never fit what is no hash", async () => {
    for (const hash of ["", "nobody", "scrypt$$"]) expect(await hasher.verify("", hash)).toBe(false);
  });

  it("come as secrets that do not repeat", () => {
    expect(new Set(Array.from({ length: 100 }, () => hasher.newSecret())).size).toBe(100);
  });
});

describe("the Authorization header", () => {
  it("is Basic or Bearer", () => {
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString("base64")}`;
    expect(credentialsOf(undefined)).toBeNull();
    expect(credentialsOf(basic("ann:a:b"))).toEqual({ kind: "password", name: "ann", password: "a:b" });
    expect(credentialsOf(basic("ann:é"))).toEqual({ kind: "password", name: "ann", password: "é" });
    expect(credentialsOf("bearer  gyre_x")).toEqual({ kind: "token", secret: "gyre_x" });
  });

  it("is refused in any other form", () => {
    for (const bad of [
      "",
      "Basic",
      "Basic !!",
      "Bearer",
      "Digest x",
      `Basic ${Buffer.from("ann").toString("base64")}`,
    ]) {
      expect(() => credentialsOf(bad)).toThrow(expect.objectContaining({ code: "access.unauthenticated" }));
    }
  });
});
