import { groupTokens } from "./find.js";
import { type GroupKind, isGroup, isSpace, isToken, type Token } from "./token.js";

/** How deep groups may lie in each other, and how many tokens a group may have, before a text is refused. */
const MOST_DEPTH = 100;
const MOST_TOKENS = 10_000;

/** The text has more than can be grouped. */
export class TooMuchToGroup extends Error {}

/** Throws {@link TooMuchToGroup}. */
export function checkSize(list: Token, depth: number): void {
  if (depth > MOST_DEPTH) throw new TooMuchToGroup(`Maximum grouping depth exceeded (${MOST_DEPTH}).`);
  if (list.children.length > MOST_TOKENS)
    throw new TooMuchToGroup(`Maximum number of tokens exceeded (${MOST_TOKENS}).`);
}

/** A kind of group by the tokens at its ends. */
interface Pair {
  readonly kind: GroupKind;
  readonly opens: (token: Token) => boolean;
  readonly closes: (token: Token) => boolean;
}

/** What has its own ends, in the order in which it is looked for. */
export const PAIRS: readonly Pair[] = [
  pair("brackets", "Punctuation", ["["], ["]"]),
  pair("parenthesis", "Punctuation", ["("], [")"]),
  pair("case", "Keyword", ["CASE"], ["END"]),
  pair("if", "Keyword", ["IF"], ["END IF"]),
  pair("for", "Keyword", ["FOR", "FOREACH"], ["END LOOP"]),
  pair("begin", "Keyword", ["BEGIN"], ["END"]),
];

function pair(
  kind: GroupKind,
  type: "Keyword" | "Punctuation",
  opening: readonly string[],
  closing: readonly string[],
): Pair {
  return {
    kind,
    opens: (token) => isToken(token, type, ...opening),
    closes: (token) => isToken(token, type, ...closing),
  };
}

/** Groups what stands between the ends of a pair; an end without its other is left alone. */
export function groupPairs(list: Token, wished: Pair, depth = 0): void {
  checkSize(list, depth);
  const open: number[] = [];
  let removed = 0;
  const tokens = list.children.slice();
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (isSpace(token)) continue;
    const at = index - removed;
    if (isGroup(token) && token.kind !== wished.kind) {
      groupPairs(token, wished, depth + 1);
    } else if (wished.opens(token)) {
      open.push(at);
    } else if (wished.closes(token)) {
      const from = open.pop();
      if (from === undefined) continue;
      groupTokens(list.children, wished.kind, { from, to: at });
      removed += at - from;
    }
  }
}
