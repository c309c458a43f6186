import { type GroupKind, group, isGroup, isSpace, isToken, isWithin, type Token } from "./token.js";

/** The first from `from` on that fits; -1 when none does. */
export function findFrom(tokens: readonly Token[], from: number, fits: (token: Token) => boolean): number {
  for (let at = from; at < tokens.length; at++) if (fits(tokens[at]!)) return at;
  return -1;
}

/** The next after `at` that is no white space; -1 when there is none. */
export function nextOf(tokens: readonly Token[], at: number): number {
  return findFrom(tokens, at + 1, (token) => !isSpace(token));
}

/** The last before `at` that is no white space; -1 when there is none. */
export function previousOf(tokens: readonly Token[], at: number): number {
  for (let before = at - 1; before >= 0; before--) if (!isSpace(tokens[before]!)) return before;
  return -1;
}

/** Tokens from one place to another, both included. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly grows?: boolean;
}

/**
 * Makes a group of a range of tokens, in their place. With `grows` a group of the kind that stands at
 * `from` takes in the others.
 */
export function groupTokens(tokens: Token[], kind: GroupKind, range: Range): Token {
  const first = tokens[range.from]!;
  // "aligned" takes any group for its own.
  const isOwn = isGroup(first) && (first.kind === kind || kind === "aligned");
  if (range.grows === true && isOwn) {
    const others = tokens.splice(range.from + 1, Math.max(0, range.to - range.from));
    for (const other of others) first.children.push(other);
    first.text += others.map((other) => other.text).join("");
    return first;
  }
  const made = group(kind, tokens.slice(range.from, range.to + 1));
  tokens.splice(range.from, Math.max(0, range.to + 1 - range.from), made);
  return made;
}

/** Applies a pass to every group within, the innermost first, and then to the list; groups of kind `except` are left out. */
export function innermostFirst(list: Token, except: GroupKind | null, pass: (list: Token) => void): void {
  for (const child of list.children) {
    if (isGroup(child) && child.kind !== except) innermostFirst(child, except, pass);
  }
  pass(list);
}

/** Words that a test is made of. */
export const is = {
  kind: (token: Token | undefined, ...kinds: readonly GroupKind[]): boolean =>
    token !== undefined && (kinds as readonly string[]).includes(token.kind),
  type: (token: Token | undefined, ...types: readonly string[]): boolean =>
    token !== undefined && !isGroup(token) && types.includes(token.type),
  within: (token: Token | undefined, type: string): boolean => token !== undefined && isWithin(token, type),
  token: isToken,
};
