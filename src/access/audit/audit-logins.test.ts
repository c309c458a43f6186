import { expect, it } from "vitest";
import { GyreError, silentLog, virtualClock } from "../../core/index.js";
import { createMemoryAccessStore } from "../../store/memory/access.js";
import { createMemoryAuditLog } from "../../store/memory/audit/audit.js";
import { type Authenticator, auditedAuthenticator, type Credentials, createThrottle } from "../index.js";

const MINUTE_MS = 60_000;

async function opened() {
  const [clock, access, audit] = [virtualClock(0), createMemoryAccessStore(), createMemoryAuditLog()];
  await access.addUser({ name: "ann", role: "admin", createdAt: 0, passwordHash: "hash" });
  const wrong: Authenticator = {
    principal: () => Promise.reject(new GyreError("access.unauthenticated", "no")),
    isPassword: async () => false,
    hasUsers: async () => true,
    forget() {},
  };
  const authenticator = auditedAuthenticator(wrong, { access, audit, clock, log: silentLog });
  const tries = async (credentials: Credentials | null, times = 1): Promise<void> => {
    for (let i = 0; i < times; i++)
      await expect(authenticator.principal(credentials, "::1")).rejects.toMatchObject({
        code: "access.unauthenticated",
      });
  };
  return { clock, audit, authenticator, tries };
}

const password = (name: string): Credentials => ({ kind: "password", name, password: "guess" });

it("wrong credentials are noted once in ten minutes of each user, with how many came meanwhile", async () => {
  const { clock, audit, tries } = await opened();
  await tries(password("ann"), 500);
  clock.moveTo(10 * MINUTE_MS);
  await tries(password("ann"));
  const [second, first] = await audit.list({}, { limit: 10 });
  expect(first).toMatchObject({ actor: "ann", what: "login", target: "users:/ann", outcome: "refused" });
  expect([first.facts, second.facts]).toEqual([
    { shown: "password", from: "::1", unnoted: 0 },
    { shown: "password", from: "::1", unnoted: 499 },
  ]);
  expect(await audit.read(3, 1)).toEqual([]);
});

it("names that are no user's, and secrets, are never in it", async () => {
  const { audit, authenticator, tries } = await opened();
  await tries(password("my-secret-in-the-wrong-field"));
  await tries({ kind: "token", secret: "gyre_secret" });
  expect(await authenticator.isPassword("ann", "secret", "account")).toBe(false);
  const entries = await audit.read(1, 10);
  expect(entries.map(({ actor, target }) => [actor, target])).toEqual([
    [null, "users:/"],
    ["ann", "users:/ann"],
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/secret|guess/);
});

it("who shows nothing has not tried to log in", async () => {
  const { audit, tries } = await opened();
  await tries(null, 3);
  expect(await audit.read(1, 10)).toEqual([]);
});

it("keys beyond a thousand at once are held back until there is room again", () => {
  const clock = virtualClock(0);
  const throttle = createThrottle(clock, MINUTE_MS);
  const admitted = Array.from({ length: 2000 }, (_, i) => throttle.admit(`key ${i}`)).filter((held) => held !== null);
  expect(admitted).toHaveLength(1000);
  clock.moveTo(MINUTE_MS);
  expect(throttle.admit("key 1999")).toBe(0);
});
