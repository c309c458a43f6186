import { floatText } from "../tracking/index.js";
import type { Json } from "./types.js";

/** A float as Python's `json` writes it; minus zero is zero. */
export function pythonFloat(value: number): string {
  return Number.isFinite(value) ? floatText(value + 0) : String(value);
}

/** JSON as MLflow's server writes it: spaces after `,` and `:`, text as it is. A bigint is a whole number. */
export function pythonJson(value: Json | bigint | undefined): string {
  return written(value, (number) => (Number.isInteger(number) ? BigInt(number).toString() : pythonFloat(number)));
}

/** The same of a value that came in a message of the protocol, which makes every number a float. */
export function messageJson(value: Json): string {
  return written(value, pythonFloat);
}

function written(value: Json | bigint | undefined, numberText: (number: number) => string): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return numberText(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map((item) => written(item, numberText)).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${written(item, numberText)}`);
  return `{${entries.join(", ")}}`;
}

const DEEPEST = 100;

/** What a text says as JSON; undefined where it is none, or nested more than 100 deep. */
export function parsedJson(text: string): Json | undefined {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Counted in the text, as whatever follows a value down would run out of stack. */
function isTooDeep(text: string): boolean {
  if (text.length <= DEEPEST) return false;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isText && code === BACKSLASH) at++;
    else if (code === QUOTE) isText = !isText;
    else if (isText) continue;
    else if (code === BRACKET || code === BRACE) depth++;
    else if (code === BRACKET + 2 || code === BRACE + 2) depth--;
    if (depth > DEEPEST) return true;
  }
  return false;
}

const [QUOTE, BACKSLASH, BRACKET, BRACE] = [0x22, 0x5c, 0x5b, 0x7b];
