import { GyreError } from "../../core/index.js";
import { tokenize } from "./sql/lexer.js";
import { isSpace, isToken, type Token } from "./sql/token.js";
import type { Condition } from "./types.js";

const MOST_DEPTH = 250;
const MOST_TOKENS = 10_000;

/** The tokens of a filter with OR, NOT or parentheses, and how far they have been read. */
interface Reader {
  readonly tokens: readonly Token[];
  readonly readPart: (text: string) => Condition | null;
  at: number;
  /** Whether there was something that MLflow does not have. */
  isExtended: boolean;
}

/** Not a well-formed combination: MLflow's own refusal stands. */
class NoCombination extends Error {}

function skip(reader: Reader): void {
  while (reader.at < reader.tokens.length && isSpace(reader.tokens[reader.at]!)) reader.at++;
}

/** Whether the next token is one of these words; before a parenthesis they look like names of functions. */
function isWord(reader: Reader, at: number, ...words: readonly string[]): boolean {
  const token = reader.tokens[at];
  const isName = isToken(token, "Name") && isToken(reader.tokens[at + 1], "Punctuation", "(");
  return (isName || isToken(token, "Keyword")) && words.includes(token!.text.toUpperCase());
}

function combined(kind: "and" | "or", parts: readonly Condition[]): Condition {
  return parts.length === 1 ? parts[0]! : { kind, parts };
}

function either(reader: Reader, depth: number): Condition {
  const parts = [all(reader, depth)];
  for (skip(reader); isWord(reader, reader.at, "OR"); skip(reader)) {
    reader.at++;
    reader.isExtended = true;
    parts.push(all(reader, depth));
  }
  return combined("or", parts);
}

function all(reader: Reader, depth: number): Condition {
  const parts = [one(reader, depth)];
  for (skip(reader); isWord(reader, reader.at, "AND"); skip(reader)) {
    reader.at++;
    parts.push(one(reader, depth));
  }
  return combined("and", parts);
}

function one(reader: Reader, depth: number): Condition {
  if (depth > MOST_DEPTH) throw new NoCombination();
  skip(reader);
  if (isWord(reader, reader.at, "NOT")) {
    reader.at++;
    reader.isExtended = true;
    return { kind: "not", part: one(reader, depth + 1) };
  }
  if (!isToken(reader.tokens[reader.at], "Punctuation", "(")) return comparison(reader);
  reader.at++;
  reader.isExtended = true;
  const inner = either(reader, depth + 1);
  if (!isToken(reader.tokens[reader.at], "Punctuation", ")")) throw new NoCombination();
  reader.at++;
  return inner;
}

/** A comparison reaches to the next AND, OR or closing parenthesis outside of its own lists. */
function comparison(reader: Reader): Condition {
  const from = reader.at;
  for (let open = 0; reader.at < reader.tokens.length; reader.at++) {
    const token = reader.tokens[reader.at];
    if (open === 0 && (isWord(reader, reader.at, "AND", "OR") || isToken(token, "Punctuation", ")"))) break;
    if (isToken(token, "Punctuation", "(")) open++;
    if (isToken(token, "Punctuation", ")")) open--;
  }
  const text = reader.tokens
    .slice(from, reader.at)
    .map((token) => token.text)
    .join("")
    .trim();
  if (text === "") throw new NoCombination();
  const read = reader.readPart(text);
  if (read === null || read.kind === "and") throw new NoCombination();
  return read;
}

/**
 * Reads a filter with OR, NOT and parentheses around comparisons that `readPart` reads. What is none is refused as MLflow refused it; where
 * a comparison alone is at fault, what is wrong with it is the hint.
 */
export function parseBoolean(
  text: string,
  readPart: (text: string) => Condition | null,
  refusal: GyreError,
): Condition {
  const tokens = tokenize(text);
  if (tokens.length > MOST_TOKENS) throw refusal;
  const reader: Reader = { tokens, readPart, at: 0, isExtended: false };
  try {
    const read = either(reader, 0);
    if (reader.at === tokens.length && reader.isExtended) return read;
  } catch (error) {
    if (error instanceof GyreError && reader.isExtended) {
      throw new GyreError("tracking.bad_filter", refusal.message, { hint: error.message });
    }
    if (!(error instanceof NoCombination || error instanceof GyreError)) throw error;
  }
  throw refusal;
}
