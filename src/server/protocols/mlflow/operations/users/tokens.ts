import { type AccessToken, createToken, permits } from "../../../../../access/index.js";
import { type Duration, durationMs, GyreError } from "../../../../../core/index.js";
import type { MessageOf } from "../../fields.js";
import type { userMessages } from "../../messages/users.js";
import type { Accounts, MlflowOperation } from "../../operation.js";
import { given } from "../tracking/message.js";
import { requireOwn } from "./users.js";

type Rpc = Extract<keyof typeof userMessages, `${string}Token${string}`>;
type Message<R extends Rpc> = MessageOf<(typeof userMessages)[R]>;

/** The operations on tokens, by their names: everyone has the own ones, who manages users has all. */
export function tokenOperations(accounts: Accounts): { readonly [R in Rpc]: MlflowOperation<Message<R>> } {
  const { access, authenticator } = accounts;
  return {
    async createToken(_, message, caller) {
      const user = given(message.username) ?? caller.name;
      if (user === null)
        throw new GyreError("access.bad_value", "make the first user before tokens that stand for one");
      requireOwn(caller, user);
      const [label, lifetime] = [message.label ?? "", given(message.expires_in)];
      const lifetimeMs = lifetime === undefined ? null : durationMs(lifetime as Duration);
      const { token, secret } = await createToken(accounts, { user, label, lifetimeMs, until: caller.until });
      return { token: tokenReply(token), secret };
    },
    async listTokens(_, { username }, caller) {
      const wished = given(username);
      if (wished !== undefined) requireOwn(caller, wished);
      const all = permits(caller.role, "users:manage");
      const tokens = await access.tokens(wished ?? (all ? undefined : (caller.name ?? undefined)));
      return { tokens: tokens.map(tokenReply) };
    },
    async deleteToken(_, { token_id }, caller) {
      const all = permits(caller.role, "users:manage");
      const own = all ? [] : await access.tokens(caller.name ?? undefined);
      // Whether another's token is there is nobody's business.
      if (!all && !own.some(({ id }) => id === token_id))
        throw new GyreError("access.token_unknown", `there is no token ${token_id} of yours`);
      await access.removeToken(token_id);
      authenticator.forget();
      return {};
    },
  };
}

function tokenReply({ id, user, label, createdAt, expiresAt }: AccessToken): Readonly<Record<string, unknown>> {
  return {
    token_id: id,
    username: user,
    label,
    creation_timestamp: createdAt,
    expiration_timestamp: expiresAt ?? undefined,
  };
}
