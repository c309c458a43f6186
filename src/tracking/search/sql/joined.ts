import { checkSize } from "./brackets.js";
import { groupTokens, nextOf, type Range } from "./find.js";
import { type GroupKind, isGroup, isSpace, type Token } from "./token.js";

/** How tokens that stand around a middle one are grouped, such as `a = b`. */
export interface Joint {
  readonly kind: GroupKind;
  readonly isMiddle: (token: Token) => boolean;
  readonly isLeft: (token: Token) => boolean;
  readonly isRight: (token: Token | undefined) => boolean;
  /** Where the group ends; by default at the right one. */
  readonly end?: (tokens: readonly Token[], middle: number, right: number) => number;
  /** The group begins at the middle one. */
  readonly startsAtMiddle?: boolean;
  /** Something is done to the middle one first. */
  readonly before?: (middle: Token) => void;
  /** A group of the kind on the left takes in the others; true by default. */
  readonly grows?: boolean;
  /** Groups within are left alone. */
  readonly isFlat?: boolean;
}

const WITH_ENDS: ReadonlySet<string> = new Set(["parenthesis", "brackets", "case", "if", "for", "begin"]);

/** Ends of a bracket never belong to a group within it. */
function isEndOf(list: Token, token: Token | undefined): boolean {
  return (
    token !== undefined && WITH_ENDS.has(list.kind) && (token === list.children[0] || token === list.children.at(-1))
  );
}

/** The range to be grouped around a middle one; null when what is on its right does not fit. */
function rangeOf(list: Token, joint: Joint, at: { readonly left: number; readonly middle: number }): Range | null {
  const tokens = list.children;
  const right = nextOf(tokens, at.middle);
  if (!joint.isRight(tokens[right]) || isEndOf(list, tokens[right])) return null;
  joint.before?.(tokens[at.middle]!);
  const from = joint.startsAtMiddle ? at.middle : at.left;
  return { from, to: joint.end?.(tokens, at.middle, right) ?? right, grows: joint.grows ?? true };
}

/**
 * Groups what a joint says, from left to right, in the list and in the groups within it. What has been grouped is gone through once
 * more as it was: places are counted as if it still stood there, as sqlparse does.
 */
export function groupJoined(list: Token, joint: Joint, depth = 0): void {
  checkSize(list, depth);
  let left: { at: number; token: Token } | null = null;
  let removed = 0;
  const tokens = list.children.slice();
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    const at = index - removed;
    if (at < 0 || isSpace(token)) continue;
    if (joint.isFlat !== true && isGroup(token) && token.kind !== joint.kind) groupJoined(token, joint, depth + 1);
    const isJoined: boolean =
      joint.isMiddle(token) && left !== null && joint.isLeft(left.token) && !isEndOf(list, left.token);
    const range: Range | null = isJoined ? rangeOf(list, joint, { left: left!.at, middle: at }) : null;
    if (range === null) {
      left = { at, token };
    } else {
      left = { at: range.from, token: groupTokens(list.children, joint.kind, range) };
      removed += range.to - range.from;
    }
  }
}
