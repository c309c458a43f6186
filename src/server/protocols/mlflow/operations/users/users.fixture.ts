import type { FastifyInstance } from "fastify";
import { createAuthenticator, type PasswordHasher } from "../../../../../access/index.js";
import { createRandom, idFactory, silentLog, virtualClock } from "../../../../../core/index.js";
import { createMemoryAccessStore } from "../../../../../store/memory/access.js";
import { guardAccess } from "../../../../auth/access-guard.js";
import type { HostRules } from "../../../../host-guard.js";
import { createHttpApp } from "../../../../http-app.js";
import { mountMlflow } from "../../index.js";
import { memoryContext } from "../../mlflow.fixture.js";
import type { MlflowRoute } from "../../routes/define.js";

export const PASSWORD = "correct horse battery";

/** Who asks: nobody, by name and {@link PASSWORD}, or by name and another; or with a token. */
export type Who = string | readonly [name: string, password: string] | { readonly token: string } | null;

/** An application with accounts over stores in memory. */
export interface UsersFixture {
  readonly app: FastifyInstance;
  readonly access: ReturnType<typeof createMemoryAccessStore>;
  /** Asks for what follows `/api/2.0/`, and gives status and body. */
  ask(who: Who, method: MlflowRoute["method"], path: string, body?: object): Promise<Answer>;
}

type Answer = readonly [status: number, body: Readonly<Record<string, unknown>>];

/** Slow hashing is not the matter here. */
function quickHasher(): PasswordHasher {
  let secrets = 0;
  return {
    hash: async (password) => `hash:${password}`,
    verify: async (password, hash) => hash === `hash:${password}`,
    newSecret: () => `secret-${secrets++}`,
  };
}

/** Opens the fixture, as if it listened where the rules say. */
export async function openUsers(rules: HostRules = {}): Promise<UsersFixture> {
  const clock = virtualClock(1_000_000);
  const [access, passwords] = [createMemoryAccessStore(), quickHasher()];
  const authenticator = createAuthenticator(access, { passwords, clock });
  const app = createHttpApp(silentLog, 30_000, rules);
  guardAccess(app, authenticator, rules);
  const newId = idFactory(clock, createRandom(1));
  mountMlflow(app, { ...memoryContext(), accounts: { access, passwords, clock, newId, authenticator } });
  await app.ready();
  return {
    app,
    access,
    async ask(who, method, path, body) {
      const headers = { ...authorization(who), host: "localhost" };
      const answer = await app.inject({ method, url: `/api/2.0/${path}`, headers, ...(body && { payload: body }) });
      return [answer.statusCode, answer.json()];
    },
  };
}

function authorization(who: Who): { readonly authorization?: string } {
  if (who === null) return {};
  if (typeof who === "object" && "token" in who) return { authorization: `Bearer ${who.token}` };
  const [name, password] = typeof who === "string" ? [who, PASSWORD] : who;
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
}
