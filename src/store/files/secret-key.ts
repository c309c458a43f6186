import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { link, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { GyreError } from "../../core/index.js";
import { syncDirectory } from "./durable.js";
import { diskFailure } from "./failures.js";

/** Makes texts unreadable to whoever has not the key. */
export interface SecretBox {
  encrypt(text: string): string;
  /** Throws `store.corrupt` where the text was made with another key, or changed. */
  decrypt(text: string): string;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Opens the key in a file that its owner alone may read, and makes it when it is missing. AES-256-GCM. */
export async function openSecretBox(path: string): Promise<SecretBox> {
  const key = (await readKey(path)) ?? (await makeKey(path));
  return {
    encrypt(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
    },
    decrypt(text) {
      const bytes = Buffer.from(text, "base64");
      try {
        const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES));
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const opened = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
        return Buffer.concat(opened).toString("utf8");
      } catch (cause) {
        throw new GyreError("store.corrupt", `a secret was not made with the key in ${path}`, {
          hint: "bring back the key's file, or set the secret anew",
          cause,
        });
      }
    },
  };
}

/** Null when there is none yet. */
async function readKey(path: string): Promise<Buffer | null> {
  try {
    const key = await readFile(path);
    if (key.length === KEY_BYTES) return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw diskFailure(error, path);
  }
  throw new GyreError("store.corrupt", `${path} is not a key of ${KEY_BYTES} bytes`);
}

/** The key is whole before it has its name; of two who make one at once, the second uses the first's. */
async function makeKey(path: string): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    await writeSynced(draft, key);
    await link(draft, path);
    await syncDirectory(dirname(path));
    return key;
  } catch (error) {
    const made = (error as NodeJS.ErrnoException).code === "EEXIST" ? await readKey(path) : null;
    if (made) return made;
    throw diskFailure(error, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
