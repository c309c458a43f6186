import { ANY_TOKEN, GROUP_TYPES, OPENING_TAG } from "./lexer-rules.js";
import { leaf, type Token, type TokenType } from "./token.js";
import { typeOfWord } from "./word-types.js";

/** Something that ends with a mark of its own: a comment, or text in dollar quotes. */
interface Enclosed {
  readonly type: TokenType;
  readonly opening: string;
  readonly closing: string;
}

function enclosedAt(text: string, at: number): Enclosed | null {
  if (text.startsWith("/*+", at)) return { type: "Comment.Multiline.Hint", opening: "/*+", closing: "*/" };
  if (text.startsWith("/*", at)) return { type: "Comment.Multiline", opening: "/*", closing: "*/" };
  if (text[at] !== "$") return null;
  OPENING_TAG.lastIndex = at;
  const tag = OPENING_TAG.exec(text)?.[0];
  return tag === undefined ? null : { type: "Literal", opening: tag, closing: tag };
}

/** Gives the end of what is enclosed, or -1. Remembers what is never closed, so that many openings cost no more than one. */
function closer(text: string): (enclosed: Enclosed, at: number) => number {
  const unclosed = new Set<string>();
  return ({ opening, closing }, at) => {
    if (unclosed.has(closing)) return -1;
    const found = text.indexOf(closing, at + opening.length);
    if (found < 0) unclosed.add(closing);
    return found < 0 ? -1 : found + closing.length;
  };
}

function tokenAt(text: string, at: number): Token {
  ANY_TOKEN.lastIndex = at;
  const match = ANY_TOKEN.exec(text);
  if (match === null) return leaf("Error", String.fromCodePoint(text.codePointAt(at)!));
  const type = GROUP_TYPES[match.indexOf(match[0], 1) - 1]!;
  return leaf(type === "word" ? typeOfWord(match[0]) : type, match[0]);
}

/** The tokens of a text, which they make up without a gap, as sqlparse 0.6 reads SQL of no dialect in particular. */
export function tokenize(text: string): Token[] {
  const endOf = closer(text);
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const enclosed = enclosedAt(text, at);
    const end = enclosed === null ? -1 : endOf(enclosed, at);
    const token = end < 0 ? tokenAt(text, at) : leaf(enclosed!.type, text.slice(at, end));
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}
