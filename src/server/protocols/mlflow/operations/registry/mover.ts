import { type Principal, permits } from "../../../../../access/index.js";
import type { Mover } from "../../../../../registry/index.js";

/** A caller as one who changes what may be protected. */
export function moverOf({ name, role }: Principal): Mover {
  return { actor: name, mayRelease: permits(role, "models:approve") };
}
