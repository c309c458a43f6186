import { permits } from "../../../../../access/index.js";
import type { Mover } from "../../../../../registry/index.js";
import type { Caller } from "../../operation.js";

/** A caller as one who changes what may be protected. */
export function moverOf({ name, role }: Caller): Mover {
  return { actor: name, mayRelease: permits(role, "models:approve") };
}
