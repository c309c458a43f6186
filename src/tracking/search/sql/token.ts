/** What a token is; a type contains those that begin with it and a dot. Groups have none: "". */
export type TokenType =
  | ""
  | "Assignment"
  | "Command"
  | "Comment.Multiline"
  | "Comment.Multiline.Hint"
  | "Comment.Single"
  | "Comment.Single.Hint"
  | "Error"
  | "Keyword"
  | "Keyword.CTE"
  | "Keyword.DCL"
  | "Keyword.DDL"
  | "Keyword.DML"
  | "Keyword.Order"
  | "Keyword.TZCast"
  | "Literal"
  | "Name"
  | "Name.Builtin"
  | "Name.Placeholder"
  | "Number.Float"
  | "Number.Hexadecimal"
  | "Number.Integer"
  | "Operator"
  | "Operator.Comparison"
  | "Punctuation"
  | "String.Single"
  | "String.Symbol"
  | "Whitespace"
  | "Whitespace.Newline"
  | "Wildcard";

/** What a group of tokens was taken for. */
export type GroupKind =
  | "aligned"
  | "assignment"
  | "begin"
  | "brackets"
  | "case"
  | "comment"
  | "comparison"
  | "for"
  | "function"
  | "identifier"
  | "identifiers"
  | "if"
  | "operation"
  | "over"
  | "parenthesis"
  | "statement"
  | "typed literal"
  | "values"
  | "where";

/** A token, or a group of tokens with their joined text. */
export interface Token {
  readonly kind: "token" | GroupKind;
  type: TokenType;
  text: string;
  /** Of a group. */
  readonly children: Token[];
}

/** No token has children; groups alone get some. */
const NONE: Token[] = [];

/** A token of the text. */
export function leaf(type: TokenType, text: string): Token {
  return { kind: "token", type, text, children: NONE };
}

/** A group of these tokens. */
export function group(kind: GroupKind, children: Token[]): Token {
  return { kind, type: "", text: children.map((child) => child.text).join(""), children };
}

export function isGroup(token: Token): boolean {
  return token.kind !== "token";
}

/** Whether the token's type is this one or one within it. */
export function isWithin(token: Token, type: string): boolean {
  return token.type === type || (token.type.startsWith(type) && token.type[type.length] === ".");
}

export function isSpace(token: Token): boolean {
  return token.type === "Whitespace" || token.type === "Whitespace.Newline";
}

/** Whether the token is exactly of this type and, when words are given, one of them; keywords in any case. */
export function isToken(token: Token | undefined, type: TokenType, ...words: readonly string[]): boolean {
  if (token === undefined || token.type !== type || isGroup(token)) return false;
  if (words.length === 0) return true;
  return words.includes(isWithin(token, "Keyword") ? token.text.toUpperCase() : token.text);
}
