import type { AccessStore, StoredToken, StoredUser } from "../../access/index.js";
import { lastAdmin, tokenUnknown, userExists, userUnknown, withoutHash, withoutSecret } from "../access-failures.js";

/** An {@link AccessStore} in memory. */
export function createMemoryAccessStore(): AccessStore {
  const users = new Map<string, StoredUser>();
  const tokens = new Map<string, StoredToken>();
  const known = (name: string): StoredUser => {
    const user = users.get(name);
    if (!user) throw userUnknown(name);
    return user;
  };
  const requireAnotherAdmin = (user: StoredUser): void => {
    const admins = [...users.values()].filter(({ role }) => role === "admin");
    if (user.role === "admin" && admins.length === 1) throw lastAdmin(user.name);
  };
  return {
    async addUser(user) {
      if (users.has(user.name)) throw userExists(user.name);
      users.set(user.name, user);
    },
    async addFirstUser(user) {
      if (users.size > 0) return false;
      users.set(user.name, user);
      return true;
    },
    user: async (name) => users.get(name) ?? null,
    users: async () => [...users.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map(withoutHash),
    hasUsers: async () => users.size > 0,
    async changeUser(name, change) {
      const user = known(name);
      if (change.role !== undefined && change.role !== "admin") requireAnotherAdmin(user);
      users.set(name, { ...user, ...change });
    },
    async removeUser(name) {
      requireAnotherAdmin(known(name));
      users.delete(name);
      for (const [id, { user }] of tokens) if (user === name) tokens.delete(id);
    },
    async addToken(token) {
      known(token.user);
      tokens.set(token.id, token);
    },
    token: async (secretHash) => [...tokens.values()].find((token) => token.secretHash === secretHash) ?? null,
    tokens: async (user) =>
      [...tokens.values()]
        .filter((token) => user === undefined || token.user === user)
        .sort((a, b) => a.createdAt - b.createdAt)
        .map(withoutSecret),
    async removeToken(id) {
      if (!tokens.delete(id)) throw tokenUnknown(id);
    },
  };
}
