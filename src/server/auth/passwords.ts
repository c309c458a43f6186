import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { PasswordHasher } from "../../access/index.js";
import { GyreError } from "../../core/index.js";

/** RFC 7914's cost: 2^17 blocks of 8 · 128 bytes, 128 MiB for a moment. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 };
const KEY_BYTES = 32;
/** Each takes 128 MiB; the others wait, but not so many that those who come now would wait for minutes. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 64;

/** scrypt with a salt of each password's own; kept as `scrypt$<salt>$<key>` in hex. */
export function createPasswordHasher(): PasswordHasher {
  const gate = turnstile(MOST_AT_ONCE);
  const keyOf = (password: string, salt: Buffer): Promise<Buffer> =>
    gate(
      () =>
        new Promise((resolve, reject) => {
          scrypt(password.normalize("NFC"), salt, KEY_BYTES, COST, (error, key) =>
            error ? reject(error) : resolve(key),
          );
        }),
    );
  return {
    async hash(password) {
      const salt = randomBytes(16);
      return `scrypt$${salt.toString("hex")}$${(await keyOf(password, salt)).toString("hex")}`;
    },
    async verify(password, hash) {
      const [, salt, key] = /^scrypt\$([0-9a-f]{32})\$([0-9a-f]{64})$/.exec(hash) ?? ["", "00".repeat(16), ""];
      const wanted = Buffer.from(key, "hex");
      const got = await keyOf(password, Buffer.from(salt, "hex"));
      return wanted.length === got.length && timingSafeEqual(wanted, got);
    },
    newSecret: () => randomBytes(32).toString("base64url"),
  };
}

/** Lets so many pass at once, the others in the order in which they came. */
function turnstile(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (waiting.length >= MOST_WAITING) throw tooManyAtOnce();
    if (inside >= most) await new Promise<void>((enter) => waiting.push(enter));
    inside++;
    try {
      return await work();
    } finally {
      inside--;
      waiting.shift()?.();
    }
  };
}

function tooManyAtOnce(): GyreError {
  return new GyreError("access.too_many_attempts", "too many passwords are being checked at once", {
    hint: "try again soon, or use a token, which is checked at once",
  });
}
