import { expect, it } from "vitest";
import type { AccessStore, StoredToken, StoredUser } from "./index.js";

const user = (name: string, role: StoredUser["role"], createdAt = 1): StoredUser => ({
  name,
  role,
  createdAt,
  passwordHash: `hash of ${name}`,
});
const token = (id: string, owner: string, createdAt = 1): StoredToken => ({
  id,
  user: owner,
  label: `for ${id}`,
  createdAt,
  expiresAt: null,
  secretHash: `secret of ${id}`,
});

/** What every {@link AccessStore} must do; `open` gives an empty one. */
export function accessStoreContract(open: () => Promise<AccessStore>): void {
  it("knows nobody at first, and then who was added", async () => {
    const store = await open();
    expect(await store.hasUsers()).toBe(false);
    expect(await store.user("ann")).toBeNull();
    await store.addUser(user("zoe", "viewer"));
    await store.addUser(user("ann", "admin"));
    expect(await store.hasUsers()).toBe(true);
    expect(await store.user("ann")).toEqual(user("ann", "admin"));
    expect((await store.users()).map(({ name }) => name)).toEqual(["ann", "zoe"]);
  });

  it("gives no password's hash in a list", async () => {
    const store = await open();
    await store.addUser(user("ann", "admin"));
    expect(await store.users()).toEqual([{ name: "ann", role: "admin", createdAt: 1 }]);
  });

  it("takes a name once, also from two at the same time", async () => {
    const store = await open();
    const both = await Promise.allSettled([
      store.addUser(user("ann", "admin")),
      store.addUser({ ...user("ann", "admin"), passwordHash: "another" }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(store.addUser(user("ann", "viewer"))).rejects.toMatchObject({ code: "access.user_exists" });
  });

  it("adds a first user once, also for two at the same time", async () => {
    const store = await open();
    const both = await Promise.all([
      store.addFirstUser(user("ann", "admin")),
      store.addFirstUser(user("bob", "admin")),
    ]);
    expect([...both].sort()).toEqual([false, true]);
    expect(await store.users()).toHaveLength(1);
    expect(await store.addFirstUser(user("zoe", "admin"))).toBe(false);
  });

  it("changes a role and a password apart", async () => {
    const store = await open();
    await store.addUser(user("ann", "admin"));
    await store.addUser(user("bob", "viewer"));
    await store.changeUser("bob", { role: "editor" });
    await store.changeUser("bob", { passwordHash: "new" });
    expect(await store.user("bob")).toEqual({ ...user("bob", "editor"), passwordHash: "new" });
    await expect(store.changeUser("eve", { role: "admin" })).rejects.toMatchObject({ code: "access.user_unknown" });
  });

  it("keeps the last admin, also when two would go at the same time", async () => {
    const store = await open();
    await store.addUser(user("ann", "admin"));
    await expect(store.removeUser("ann")).rejects.toMatchObject({ code: "access.last_admin" });
    await expect(store.changeUser("ann", { role: "editor" })).rejects.toMatchObject({ code: "access.last_admin" });
    await store.addUser(user("bob", "admin"));
    const both = await Promise.allSettled([store.removeUser("ann"), store.changeUser("bob", { role: "viewer" })]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await store.users()).filter(({ role }) => role === "admin")).toHaveLength(1);
  });

  it("finds a token by the hash of its secret, and forgets it with its user", async () => {
    const store = await open();
    await store.addUser(user("ann", "admin"));
    await store.addUser(user("bob", "viewer"));
    await store.addToken(token("t2", "bob", 2));
    await store.addToken(token("t1", "ann", 1));
    expect(await store.token("secret of t2")).toEqual(token("t2", "bob", 2));
    expect(await store.token("secret of t3")).toBeNull();
    expect((await store.tokens()).map(({ id }) => id)).toEqual(["t1", "t2"]);
    expect(await store.tokens("bob")).toEqual([
      { id: "t2", user: "bob", label: "for t2", createdAt: 2, expiresAt: null },
    ]);
    await store.removeUser("bob");
    expect(await store.token("secret of t2")).toBeNull();
    await store.removeToken("t1");
    await expect(store.removeToken("t1")).rejects.toMatchObject({ code: "access.token_unknown" });
    await expect(store.addToken(token("t4", "bob"))).rejects.toMatchObject({ code: "access.user_unknown" });
  });
}
