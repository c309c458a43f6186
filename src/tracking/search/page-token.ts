import { decodeJson, encodeJson, GyreError, hashOf } from "../../core/index.js";
import type { Cursor } from "./types.js";

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const HASH_LENGTH = 16;

function refuse(message: string): never {
  throw new GyreError("tracking.bad_page_token", message);
}

function tagOf(about: unknown): string {
  return hashOf(about).slice(0, HASH_LENGTH);
}

/** Opaque text for the place where a page ended, good for this question alone: `about` is its filter, order, scope and what else it asks. */
export function writePageToken(cursor: Cursor, about: unknown): string {
  return Buffer.from(encodeJson([tagOf(about), ...cursor]), "utf8").toString("base64");
}

function decode(text: string): unknown {
  if (!BASE64.test(text) || text.length % 4 !== 0) return null;
  try {
    return decodeJson(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(text, "base64")));
  } catch {
    return null;
  }
}

function isCursor(values: readonly unknown[]): values is Cursor {
  return values.every((value) => value === null || typeof value === "string" || typeof value === "number");
}

/** The place that {@link writePageToken} wrote. Throws `tracking.bad_page_token` for any other text, and for a token of another question. */
export function readPageToken(text: string, about: unknown): Cursor {
  const read = decode(text);
  if (!Array.isArray(read) || read.length === 0) return refuse("Invalid page token, could not base64-decode");
  const [tag, ...cursor] = read as unknown[];
  if (!isCursor(cursor) || typeof tag !== "string") return refuse("Invalid page token, could not base64-decode");
  return tag === tagOf(about) ? cursor : refuse("Invalid page token, it belongs to another search");
}
