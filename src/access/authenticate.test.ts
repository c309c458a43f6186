import { beforeEach, describe, expect, it } from "vitest";
import { createRandom, idFactory, type VirtualClock, virtualClock } from "../core/index.js";
import { createMemoryAccessStore } from "../store/memory/access.js";
import {
  type AccountContext,
  addUser,
  type Credentials,
  changeUser,
  createAuthenticator,
  createToken,
  permits,
} from "./index.js";

/** Slow hashing is not the matter here: counts how often it is asked, and proves a password by itself. */
function quickHasher() {
  const asked = { verify: 0 };
  let secrets = 0;
  return {
    asked,
    hash: async (password: string) => `hash:${password}`,
    verify: async (password: string, hash: string) => {
      asked.verify++;
      return hash === `hash:${password}`;
    },
    newSecret: () => `secret-${secrets++}`,
  };
}

describe("who asks", () => {
  let clock: VirtualClock;
  let context: AccountContext & { passwords: ReturnType<typeof quickHasher> };
  const password = "correct horse battery";

  beforeEach(() => {
    clock = virtualClock(1_000_000);
    context = {
      access: createMemoryAccessStore(),
      passwords: quickHasher(),
      clock,
      newId: idFactory(clock, createRandom("ids")),
    };
  });
  const authenticator = () => {
    const made = createAuthenticator(context.access, context);
    const principal = (credentials: Credentials | null, from = "127.0.0.1") => made.principal(credentials, from);
    return { ...made, principal };
  };

  it("is anyone as long as there is no user, and nobody without an account a second after the first was made", async () => {
    const { principal } = authenticator();
    expect(await principal(null)).toEqual({ name: null, role: "admin" });
    expect(await principal({ kind: "password", name: "ann", password: "whatever" })).toEqual({
      name: null,
      role: "admin",
    });
    await addUser(context, { name: "ann", password, role: "admin" });
    clock.moveTo(clock.now() + 1000);
    await expect(principal(null)).rejects.toMatchObject({ code: "access.unauthenticated" });
  });

  it("is known by name and password", async () => {
    await addUser(context, { name: "ann", password, role: "admin" });
    await addUser(context, { name: "bob", password, role: "viewer" });
    const { principal } = authenticator();
    expect(await principal({ kind: "password", name: "bob", password })).toEqual({ name: "bob", role: "viewer" });
    for (const wrong of [
      { name: "bob", password: "correct horse" },
      { name: "eve", password },
      { name: "", password: "" },
    ]) {
      await expect(principal({ kind: "password", ...wrong })).rejects.toMatchObject({ code: "access.unauthenticated" });
    }
  });

  it("is known by a token, also in the place of the password, until it ends or is revoked", async () => {
    await addUser(context, { name: "ann", password, role: "admin" });
    const { token, secret } = await createToken(context, { user: "ann", label: "notebook", lifetimeMs: 60_000 });
    const { principal } = authenticator();
    const ann = { name: "ann", role: "admin", until: clock.now() + 60_000 };
    expect(await principal({ kind: "token", secret })).toEqual(ann);
    expect(await principal({ kind: "password", name: "ann", password: secret })).toEqual(ann);
    await expect(principal({ kind: "password", name: "bob", password: secret })).rejects.toThrow();
    await expect(principal({ kind: "token", secret: "gyre_secret-9" })).rejects.toThrow();
    clock.moveTo(clock.now() + 60_000);
    await expect(principal({ kind: "token", secret })).rejects.toMatchObject({ code: "access.unauthenticated" });
    const other = await createToken(context, { user: "ann", label: "", lifetimeMs: null });
    expect(await principal({ kind: "token", secret: other.secret })).toMatchObject({ name: "ann" });
    await context.access.removeToken(other.token.id);
    await context.access.removeToken(token.id);
    clock.moveTo(clock.now() + 5000);
    await expect(principal({ kind: "token", secret: other.secret })).rejects.toThrow();
  });

  it("is checked at most every five seconds, and a changed password or role counts after that", async () => {
    await addUser(context, { name: "ann", password, role: "admin" });
    await addUser(context, { name: "bob", password, role: "viewer" });
    const { principal } = authenticator();
    const bob = { kind: "password", name: "bob", password } as const;
    for (let i = 0; i < 10; i++) await principal(bob);
    expect(context.passwords.asked.verify).toBe(1);
    await changeUser(context, { name: "bob", role: "editor" });
    clock.moveTo(clock.now() + 5000);
    expect(await principal(bob)).toEqual({ name: "bob", role: "editor" });
    await changeUser(context, { name: "bob", password: "another good one" });
    clock.moveTo(clock.now() + 5000);
    await expect(principal(bob)).rejects.toMatchObject({ code: "access.unauthenticated" });
  });

  it("is let in no longer at the moment when a user is made here", async () => {
    const { principal, forget } = authenticator();
    await principal(null);
    const late = principal(null);
    await addUser(context, { name: "ann", password, role: "admin" });
    forget();
    await late;
    await expect(principal(null)).rejects.toMatchObject({ code: "access.unauthenticated" });
  });

  it("is asked for the password once, however many requests come at once and however long they come", async () => {
    await addUser(context, { name: "ann", password, role: "admin" });
    const { principal } = authenticator();
    const ann = { kind: "password", name: "ann", password } as const;
    await Promise.all(Array.from({ length: 50 }, () => principal(ann)));
    for (let i = 0; i < 20; i++) {
      clock.moveTo(clock.now() + 6000);
      await principal(ann);
    }
    expect(context.passwords.asked.verify).toBe(1);
  });

  it("may try ten passwords of a user and thirty in all from one address, which keeps out nobody who knows the own", async () => {
    await addUser(context, { name: "ann", password, role: "admin" });
    await addUser(context, { name: "bob", password, role: "viewer" });
    const { principal } = authenticator();
    const bob = { kind: "password", name: "bob", password } as const;
    await principal(bob);
    const guess = async (name: string, from: string): Promise<string> => {
      const wrong = { kind: "password", name, password: `guess ${clock.now()} ${tried++}` } as const;
      return principal(wrong, from).then(
        () => "in",
        (error) => error.code,
      );
    };
    let tried = 0;
    const guesses = (count: number, name: string, from: string) =>
      Promise.all(Array.from({ length: count }, () => guess(name, from)));
    const codes = await guesses(30, "ann", "10.0.0.1");
    expect(codes.filter((code) => code === "access.unauthenticated")).toHaveLength(10);
    expect(codes.filter((code) => code === "access.too_many_attempts")).toHaveLength(20);
    for (let i = 0; i < 30; i++) await guess(`name${i}`, "10.0.0.1");
    expect(context.passwords.asked.verify).toBe(1 + 30);
    expect(await principal(bob, "10.0.0.1")).toMatchObject({ name: "bob" });
    expect(await principal({ kind: "password", name: "ann", password }, "10.0.0.2")).toMatchObject({ name: "ann" });
    clock.moveTo(clock.now() + 10_000);
    expect(await guess("ann", "10.0.0.1")).toBe("access.unauthenticated");
    expect(await guess("ann", "10.0.0.1")).toBe("access.too_many_attempts");
  });

  it("must first be an admin, with a name and a password that will do", async () => {
    const add = (change: object) => addUser(context, { name: "ann", password, role: "admin", ...change });
    await expect(add({ role: "viewer" })).rejects.toMatchObject({ code: "access.bad_value" });
    await expect(add({ password: "gyre_that looks like a token" })).rejects.toMatchObject({ code: "access.bad_value" });
    await expect(add({ password: "password" })).rejects.toMatchObject({ code: "access.bad_value" });
    for (const name of ["", "a:b", "a b", "../x", "é", "a".repeat(65)]) {
      await expect(add({ name })).rejects.toMatchObject({ code: "access.bad_value" });
    }
    expect(await add({})).toEqual({ name: "ann", role: "admin", createdAt: 1_000_000 });
  });
});

describe("what a role may do", () => {
  it("grows from viewer to admin, and what no table names nobody may do", () => {
    const may = (permission: string) =>
      (["viewer", "editor", "admin"] as const).filter((role) => permits(role, permission));
    expect(may("runs:read")).toEqual(["viewer", "editor", "admin"]);
    expect(may("runs:write")).toEqual(["editor", "admin"]);
    expect(may("users:manage")).toEqual(["admin"]);
    for (const none of ["", "runs", "runs:delete", "toString", "__proto__"]) expect(may(none)).toEqual([]);
  });
});
