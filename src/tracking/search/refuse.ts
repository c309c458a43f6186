import { GyreError } from "../../core/index.js";

/** Throws `tracking.bad_filter` with this message. */
export function refuse(message: string): never {
  throw new GyreError("tracking.bad_filter", message);
}

/** A set as Python prints it; the order of its members means nothing there. */
export function setText(members: Iterable<string>): string {
  return `{${[...members].map((member) => `'${member}'`).join(", ")}}`;
}

/** A list as Python prints it. */
export function listText(members: readonly string[]): string {
  return `[${members.map((member) => `'${member}'`).join(", ")}]`;
}
