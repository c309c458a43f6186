import { userMessages } from "../messages/users.js";
import type { Accounts } from "../operation.js";
import { tokenOperations } from "../operations/users/tokens.js";
import { userOperations } from "../operations/users/users.js";
import { type MlflowRoute, type Row, routesOf } from "./define.js";

const TABLE: readonly Row<keyof typeof userMessages>[] = [
  ["createUser", "POST", "users/create", "users:manage"],
  ["getUser", "GET", "users/get", "account:own"],
  ["listUsers", "GET", "users/list", "users:manage"],
  ["getCurrentUser", "GET", "users/current", "account:own"],
  ["updateUserPassword", "PATCH", "users/update-password", "account:own"],
  ["updateUserAdmin", "PATCH", "users/update-admin", "users:manage"],
  ["updateUserRole", "PATCH", "/gyre/users/update-role", "users:manage"],
  ["deleteUser", "DELETE", "users/delete", "users:manage"],

  ["createToken", "POST", "/gyre/tokens/create", "account:own"],
  ["listTokens", "GET", "/gyre/tokens/list", "account:own"],
  ["deleteToken", "DELETE", "/gyre/tokens/delete", "account:own"],
];

/** The routes of users and tokens, where the server has accounts. */
export function userRoutes(accounts: Accounts): readonly MlflowRoute[] {
  return routesOf(TABLE, userMessages, { ...userOperations(accounts), ...tokenOperations(accounts) });
}

/** What is told of MLflow's rights on single things, which Gyre does not have; null for any other path. */
export function withoutSingleRights(path: string): string | null {
  if (!/\/mlflow\/(\w+\/)*([\w-]+\/permissions|roles)(\/|$)/.test(path)) return null;
  return "There are no permissions on single experiments or models: a user's role (viewer, editor, admin) holds for the whole server.";
}
