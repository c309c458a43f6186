import { bool, oneOf, required, text } from "../fields.js";

const username = required(text);
const password = required(text);
const role = oneOf({ 0: "viewer", 1: "editor", 2: "admin" });

/** Messages about users, and about tokens, which are Gyre's own. */
export const userMessages = {
  createUser: { username, password, role },
  getUser: { username },
  listUsers: {},
  getCurrentUser: {},
  updateUserPassword: { username, password, current_password: text },
  updateUserAdmin: { username, is_admin: required(bool) },
  updateUserRole: { username, role: required(role) },
  deleteUser: { username },

  createToken: { username: text, label: text, expires_in: text },
  listTokens: { username: text },
  deleteToken: { token_id: required(text) },
} as const;
