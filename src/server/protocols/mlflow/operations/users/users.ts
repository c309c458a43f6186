import {
  addFirstUser,
  addUser,
  changeUser,
  type Principal,
  permits,
  type StoredUser,
  type User,
} from "../../../../../access/index.js";
import { GyreError, sha256 } from "../../../../../core/index.js";
import type { MessageOf } from "../../fields.js";
import type { userMessages } from "../../messages/users.js";
import type { Accounts, MlflowOperation } from "../../operation.js";
import { given } from "../tracking/message.js";

type Rpc = Extract<keyof typeof userMessages, `${string}User${string}`>;
type Message<R extends Rpc> = MessageOf<(typeof userMessages)[R]>;

/** What a user who is made without a role, and one who is an admin no longer, may do: log and change models. */
const USUAL_ROLE = "editor";

/** The operations on users, by the names of their procedures. */
export function userOperations(accounts: Accounts): { readonly [R in Rpc]: MlflowOperation<Message<R>> } {
  const { access, authenticator } = accounts;
  return {
    async createUser(_, { username: name, password, role }, caller) {
      // Whoever reaches an open server may make the first user alone.
      const user =
        caller.name === null
          ? await addFirstUser(accounts, { name, password, role: role ?? "admin" })
          : await addUser(accounts, { name, password, role: role ?? USUAL_ROLE });
      authenticator.forget();
      return { user: userReply(user) };
    },
    async getUser(_, { username }, caller) {
      requireOwn(caller, username);
      return { user: userReply(await knownUser(accounts, username)) };
    },
    async listUsers() {
      return { users: (await access.users()).map(userReply) };
    },
    async getCurrentUser(_, _message, { name }) {
      if (name === null)
        throw new GyreError(
          "access.user_unknown",
          "nobody has an account yet: whoever reaches this server is an admin",
        );
      return { user: userReply(await knownUser(accounts, name)), is_basic_auth: true };
    },
    async updateUserPassword(_, message, caller) {
      const { username: name, password } = message;
      requireOwn(caller, name);
      if (caller.name === name) await requireCurrentPassword(accounts, message);
      await changeUser(accounts, { name, password });
      authenticator.forget();
      return {};
    },
    async updateUserAdmin(_, { username: name, is_admin }) {
      const user = await knownUser(accounts, name);
      if (is_admin !== (user.role === "admin"))
        await changeUser(accounts, { name, role: is_admin ? "admin" : USUAL_ROLE });
      authenticator.forget();
      return {};
    },
    async updateUserRole(_, { username: name, role }) {
      await changeUser(accounts, { name, role });
      authenticator.forget();
      return { user: userReply(await knownUser(accounts, name)) };
    },
    async deleteUser(_, { username: name }, caller) {
      if (caller.name === name)
        throw new GyreError(
          "access.own_account",
          "Users cannot delete their own account. Ask another admin to delete this user instead.",
        );
      await access.removeUser(name);
      authenticator.forget();
      return {};
    },
  };
}

/** Refuses who asks for another without managing users. Throws `access.forbidden`. */
export function requireOwn({ name, role }: Principal, username: string): void {
  if (name === username || permits(role, "users:manage")) return;
  throw new GyreError("access.forbidden", `${name} is ${role}, and may ask for the own account only`);
}

/** A browser, or a token, in foreign hands cannot change the password: who changes the own one shows the one so far. */
async function requireCurrentPassword(
  { authenticator }: Accounts,
  { username, password, current_password }: Message<"updateUserPassword">,
): Promise<void> {
  const current = given(current_password);
  if (current === undefined) throw badPassword("Current password is required when changing your own password.");
  if (!(await authenticator.isPassword(username, current, `account of ${username}`)))
    throw badPassword("Current password does not match.");
  if (password === current) throw badPassword("New password must differ from the current password.");
}

async function knownUser({ access }: Accounts, name: string): Promise<StoredUser> {
  const user = await access.user(name);
  if (user) return user;
  throw new GyreError("access.user_unknown", `User with username=${name} not found`);
}

/** MLflow numbers users, Gyre names them: the number is made of the name. */
function userReply({ name, role }: User): Readonly<Record<string, unknown>> {
  const id = Number.parseInt(sha256(name).slice(0, 12), 16);
  return { id, username: name, is_admin: role === "admin", role };
}

function badPassword(message: string): GyreError {
  return new GyreError("access.bad_value", message);
}
