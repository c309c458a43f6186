import { badValue, invalidValue } from "./invalid-value.js";
import { pythonInt } from "./search/python/number.js";

/** The longest texts that are kept, in characters. */
export const LIMITS = {
  key: 250,
  paramValue: 6000,
  runTagValue: 8000,
  experimentName: 500,
  experimentTagValue: 20_000,
  artifactLocation: 2048,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
} as const;

const GOOD_NAME = /^[/\p{L}\p{N}_.\- :]*$/u;
const BAD_CHARACTERS =
  "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).";

/** A text's length in characters, of which some take two places. */
export function characters(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xfc00) === 0xd800) count--;
  return count;
}

/** Throws `tracking.bad_value` for a text that is longer; `name` is what the refusal calls it. */
export function requireLength(name: string, text: string, most: number): void {
  if (text.length > most && characters(text) > most)
    throw badValue(`'${name}' exceeds the maximum length of ${most} characters`);
}

/** The text, or its first `most` characters. */
export function truncated(text: string, most: number): string {
  return text.length <= most ? text : [...text.slice(0, 2 * most)].slice(0, most).join("");
}

/**
 * Checks the name of a metric, a param or a tag: it is also a path for those who keep them as files. `path` is where it stands in the request.
 * Throws `tracking.bad_value`.
 */
export function requireName(name: string, path: string): void {
  const fault = nameFault(name);
  if (fault !== null) throw invalidValue(path, name, fault);
}

/** What is wrong with a name, as a sentence; null when it is fine. */
export function nameFault(name: string): string | null {
  return GOOD_NAME.test(name) ? pathFault(name) : BAD_CHARACTERS;
}

/** Says of a name that, taken as a path, would be another one or lie above or beside, what it would be; null for one that is safe. */
export function pathFault(name: string): string | null {
  if (name !== "" && !name.startsWith(".") && !name.includes("/")) return null;
  const resolved = normalPath(name);
  if (resolved === name && name !== "." && !name.startsWith("..") && !name.startsWith("/")) return null;
  return `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${resolved}'`;
}

/** A path without empty parts, `.` and `..`, as POSIX reads it. */
function normalPath(path: string): string {
  const slashes = /^\/*/.exec(path)?.[0].length ?? 0;
  // Two leading slashes have a meaning of their own; three do not.
  const root = slashes === 2 ? "//" : slashes > 0 ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== ".." || parts.at(-1) === ".." || (root === "" && parts.length === 0)) parts.push(part);
    else parts.pop();
  }
  while (root !== "" && parts[0] === "..") parts.shift();
  return root + parts.join("/") || ".";
}

/** The experiment that a text names: whole numbers alone. Throws `tracking.bad_value`. */
export function experimentIdOf(text: string): string {
  const id = pythonInt(text);
  if (id !== null) return String(id);
  throw badValue(`Invalid experiment ID '${text.slice(0, 100)}'. Experiment ID must be a valid integer.`);
}

/** Throws `tracking.bad_value` for a text that cannot be a run's id. */
export function requireRunId(text: string): void {
  if (!/^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u.test(text)) throw invalidValue("run_id", text);
}

/** Throws `tracking.bad_value` for a name that an experiment cannot have. */
export function requireExperimentName(name: string): void {
  if (name === "") throw badValue("Invalid experiment name: ''");
  requireLength("name", name, LIMITS.experimentName);
}

/** Throws `tracking.bad_value` for a name that a logged model cannot have. */
export function requireLoggedModelName(name: string): void {
  if (name !== "" && !/[/:.%"']/.test(name)) return;
  const quoted = name.includes("'") && !name.includes('"') ? `"${name}"` : `'${name.replaceAll("'", "\\'")}'`;
  throw badValue(
    `Invalid model name (${quoted}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
  );
}
