import { findFrom, is } from "./find.js";
import type { Joint } from "./joined.js";
import { isGroup, isToken, isWithin, type Token } from "./token.js";

const NUMBERS = ["Number.Integer", "Number.Float"];
const STRINGS = ["String.Single", "String.Symbol"];
const NAMES = ["Name", "Name.Placeholder"];
const VALUES = [...NUMBERS, ...STRINGS, ...NAMES];

const isThere = (token: Token | undefined): boolean => token !== undefined;

function isNull(token: Token | undefined): boolean {
  return is.within(token, "Keyword") && token!.text.toUpperCase() === "NULL";
}

function isComparable(token: Token | undefined): boolean {
  const isValue = is.type(token, ...VALUES);
  return (
    isValue || is.kind(token, "parenthesis", "function", "identifier", "operation", "typed literal") || isNull(token)
  );
}

function isOperand(token: Token | undefined): boolean {
  const isTime = isToken(token, "Keyword", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP");
  const kinds = ["brackets", "parenthesis", "function", "identifier", "operation", "typed literal"] as const;
  return isTime || is.type(token, ...VALUES) || is.kind(token, ...kinds);
}

function isListed(token: Token | undefined): boolean {
  return (
    is.kind(token, "function", "case", "identifier", "comparison", "identifiers", "operation") ||
    is.type(token, ...VALUES, "Keyword", "Wildcard")
  );
}

/** `schema.name`, also with nothing fit after the dot. */
export const PERIOD: Joint = {
  kind: "identifier",
  isMiddle: (token) => isToken(token, "Punctuation", ".") || isToken(token, "Operator", "->", "->>"),
  isLeft: (token) => is.kind(token, "brackets", "identifier") || is.type(token, "Name", "String.Symbol"),
  isRight: () => true,
  end: (tokens, middle, right) => {
    const next = tokens[right];
    const isMember =
      is.kind(next, "brackets", "function") || is.type(next, "Name", "String.Symbol", "Wildcard", "String.Single");
    return isMember ? right : middle;
  },
};

/** `name[1]`. */
export const ARRAY: Joint = {
  kind: "identifier",
  isMiddle: (token) => token.kind === "brackets",
  isLeft: (token) => is.kind(token, "brackets", "identifier", "function") || is.type(token, "Name", "String.Symbol"),
  isRight: () => true,
  end: (_tokens, middle) => middle,
  isFlat: true,
};

/** `name::type`. */
export const TYPE_CAST: Joint = {
  kind: "identifier",
  isMiddle: (token) => isToken(token, "Punctuation", "::"),
  isLeft: isThere,
  isRight: isThere,
};

/** `name at time zone 'x' as y`. */
export const ZONE_CAST: Joint = {
  kind: "identifier",
  isMiddle: (token) => token.type === "Keyword.TZCast",
  isLeft: isThere,
  isRight: (token) => isToken(token, "Keyword", "AS") || isToken(token, "String.Single"),
};

/** `date '2001-09-28'`. */
export const TYPED_LITERAL: Joint = {
  kind: "typed literal",
  isMiddle: (token) => isToken(token, "Name.Builtin") || isToken(token, "Keyword", "TIMESTAMP"),
  isLeft: isThere,
  isRight: (token) => isToken(token, "String.Single"),
  startsAtMiddle: true,
  grows: false,
};

/** `interval '2' day`. */
export const UNIT_OF_LITERAL: Joint = {
  kind: "typed literal",
  isMiddle: (token) => token.kind === "typed literal",
  isLeft: isThere,
  isRight: (token) => isToken(token, "Keyword", "DAY", "HOUR", "MINUTE", "MONTH", "SECOND", "YEAR"),
  startsAtMiddle: true,
};

/** `a + b`. */
export const OPERATION: Joint = {
  kind: "operation",
  isMiddle: (token) => is.type(token, "Operator", "Wildcard"),
  isLeft: isOperand,
  isRight: isOperand,
  before: (middle) => {
    middle.type = "Operator";
  },
  grows: false,
};

/** `a = b`. */
export const COMPARISON: Joint = {
  kind: "comparison",
  isMiddle: (token) => token.type === "Operator.Comparison",
  isLeft: isComparable,
  isRight: isComparable,
  grows: false,
};

/** `a AS b`. */
export const AS: Joint = {
  kind: "identifier",
  isMiddle: (token) => isWithin(token, "Keyword") && token.text.toUpperCase() === "AS",
  isLeft: (token) => isNull(token) || !isWithin(token, "Keyword"),
  isRight: (token) => isThere(token) && !is.type(token, "Keyword.DML", "Keyword.DDL", "Keyword.CTE"),
};

/** `a := b;`, up to the semicolon. */
export const ASSIGNMENT: Joint = {
  kind: "assignment",
  isMiddle: (token) => isToken(token, "Assignment", ":="),
  isLeft: (token) => isGroup(token) || token.type !== "Keyword",
  isRight: (token) => isThere(token) && token!.type !== "Keyword",
  end: (tokens, _middle, right) =>
    Math.max(
      right,
      findFrom(tokens, right + 1, (token) => isToken(token, "Punctuation", ";")),
    ),
};

/** `a, b`. */
export const LIST: Joint = {
  kind: "identifiers",
  isMiddle: (token) => isToken(token, "Punctuation", ","),
  isLeft: isListed,
  isRight: isListed,
};
