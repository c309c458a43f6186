import { GyreError } from "../core/index.js";

/** Refuses everything that is not 64 lower-case hex digits, so that no digest can lead out of the store. */
export function checkDigest(digest: string): void {
  if (/^[0-9a-f]{64}$/.test(digest)) return;
  throw new GyreError("store.path_escapes", `expected a SHA-256 of 64 hex digits, got ${JSON.stringify(digest)}`);
}
