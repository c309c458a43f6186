import { hashOf } from "../core/index.js";

/** An id decided by what it names: the same check recorded twice, after a crash for instance, is one record. */
export function identityOf(prefix: "finding" | "alert", parts: readonly (string | number)[]): string {
  return `${prefix}_${hashOf(parts).slice(0, 24)}`;
}
