import { GyreError } from "../core/index.js";

/** A client sent what cannot be: `registry.bad_value`, with MLflow's words for it. */
export function badValue(message: string): GyreError {
  return new GyreError("registry.bad_value", message);
}

/** Nothing was given where something must be. */
export function missingValue(parameter: string): GyreError {
  return badValue(`Missing value for required parameter '${parameter}'.`);
}

/** More characters than are kept. */
export function valueTooLong(parameter: string, limit: number): GyreError {
  return badValue(`'${parameter}' exceeds the maximum length of ${limit} characters`);
}

/** A value that is not allowed, quoted as JSON in ASCII, and why. */
export function invalidValue(parameter: string, value: string, reason: string): GyreError {
  const quoted = JSON.stringify(value).replace(
    /[^\0-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return badValue(`Invalid value ${quoted} for parameter '${parameter}' supplied: ${reason}`);
}

/** Refuses a name that, taken as a path, would be another one or lie above or beside; null for a name that is safe. */
export function unsafeName(parameter: string, name: string): GyreError | null {
  const resolved = resolvePath(name);
  if (resolved === name && resolved !== "." && !resolved.startsWith("..") && !resolved.startsWith("/")) return null;
  const reason = `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${resolved}'`;
  return invalidValue(parameter, name, reason);
}

/** A POSIX path without empty parts, `.`, and `..` where it can be resolved. Two leading slashes stay, as POSIX has it. */
function resolvePath(path: string): string {
  const root = /^\/\/(?!\/)/.test(path) ? "//" : path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (root === "") parts.push(part);
  }
  return root + parts.join("/") || ".";
}
