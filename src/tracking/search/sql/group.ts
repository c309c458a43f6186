import { groupPairs, PAIRS } from "./brackets.js";
import { findFrom, groupTokens, innermostFirst, is, nextOf, previousOf } from "./find.js";
import { groupJoined } from "./joined.js";
import * as joints from "./joints.js";
import { type GroupKind, isGroup, isToken, type Token } from "./token.js";

/** Goes through a list that changes on the way: from each place that fits to the next after where `change` says that it is. */
function each(list: Token, fits: (token: Token) => boolean, change: (at: number) => number | null): void {
  for (let at = findFrom(list.children, 0, fits); at >= 0; ) {
    const stays = change(at);
    if (stays === null) return;
    at = findFrom(list.children, stays + 1, fits);
  }
}

/** Comments with those and the new lines after them; at the end of the list they stay as they are. */
function comments(list: Token): void {
  const isComment = (token: Token) => is.within(token, "Comment");
  each(list, isComment, (at) => {
    const end = findFrom(list.children, at, (token) => !isComment(token) && !is.within(token, "Whitespace.Newline"));
    if (end < 0) return null;
    groupTokens(list.children, "comment", { from: at, to: end - 1 });
    return at;
  });
}

function over(list: Token): void {
  each(
    list,
    (token) => isToken(token, "Keyword", "OVER"),
    (at) => {
      const next = nextOf(list.children, at);
      const window = list.children[next];
      if (is.kind(window, "parenthesis") || is.within(window, "Name")) {
        groupTokens(list.children, "over", { from: at, to: next });
      }
      return at;
    },
  );
}

/** A name with a parenthesis after it; not in the definition of a table. */
function functions(list: Token): void {
  const words = new Set(list.children.map((token) => token.text.toUpperCase()));
  if (words.has("CREATE") && words.has("TABLE") && !words.has("AS")) return;
  each(
    list,
    (token) => is.within(token, "Name"),
    (at) => {
      const next = nextOf(list.children, at);
      if (!is.kind(list.children[next], "parenthesis")) return at;
      const window = nextOf(list.children, next);
      groupTokens(list.children, "function", { from: at, to: is.kind(list.children[window], "over") ? window : next });
      return at;
    },
  );
}

const AFTER_WHERE = "ORDER BY,GROUP BY,LIMIT,UNION,UNION ALL,EXCEPT,INTERSECT,HAVING,RETURNING,INTO".split(",");

function where(list: Token): void {
  each(
    list,
    (token) => isToken(token, "Keyword", "WHERE"),
    (at) => {
      const end = findFrom(list.children, at + 1, (token) => isToken(token, "Keyword", ...AFTER_WHERE));
      const lastOne = list.children.length - (is.kind(list, "parenthesis", "brackets") ? 2 : 1);
      groupTokens(list.children, "where", { from: at, to: end < 0 ? lastOne : end - 1 });
      return at;
    },
  );
}

function names(list: Token): void {
  each(
    list,
    (token) => is.type(token, "String.Symbol", "Name"),
    (at) => {
      groupTokens(list.children, "identifier", { from: at, to: at });
      return at;
    },
  );
}

/** A name with ASC or DESC after it. */
function order(list: Token): void {
  each(
    list,
    (token) => is.within(token, "Keyword.Order"),
    (at) => {
      const before = previousOf(list.children, at);
      const ordered = list.children[before];
      if (!is.kind(ordered, "identifier") && !is.within(ordered, "Number")) return at;
      groupTokens(list.children, "identifier", { from: before, to: at });
      return before;
    },
  );
}

const NAMEABLE: readonly GroupKind[] = ["parenthesis", "function", "case", "identifier", "operation", "comparison"];

/** Something with the name that it is given, without AS. */
function aliases(list: Token): void {
  each(
    list,
    (token) => is.kind(token, ...NAMEABLE) || is.within(token, "Number"),
    (at) => {
      const next = nextOf(list.children, at);
      if (is.kind(list.children[next], "identifier")) {
        groupTokens(list.children, "identifier", { from: at, to: next, grows: true });
      }
      return at;
    },
  );
}

/** A group takes in the comment after it. */
function alignComments(list: Token): void {
  each(
    list,
    (token) => token.kind === "comment",
    (at) => {
      const before = previousOf(list.children, at);
      if (before < 0 || !isGroup(list.children[before]!)) return at;
      groupTokens(list.children, "aligned", { from: before, to: at, grows: true });
      return before;
    },
  );
}

function values(list: Token): void {
  const from = findFrom(list.children, 0, (token) => isToken(token, "Keyword", "VALUES"));
  if (from < 0) return;
  const to = list.children.findLastIndex((token, at) => at > from && token.kind === "parenthesis");
  if (to >= 0) groupTokens(list.children, "values", { from, to, grows: true });
}

/** Groups the tokens of a statement as sqlparse 0.6 does, pass by pass. Throws `TooMuchToGroup`. */
export function groupStatement(statement: Token): void {
  innermostFirst(statement, "comment", comments);
  for (const pair of PAIRS) groupPairs(statement, pair);
  innermostFirst(statement, "over", over);
  innermostFirst(statement, "function", functions);
  innermostFirst(statement, "where", where);
  groupJoined(statement, joints.PERIOD);
  groupJoined(statement, joints.ARRAY);
  innermostFirst(statement, "identifier", names);
  innermostFirst(statement, "identifier", order);
  for (const joint of [joints.TYPE_CAST, joints.ZONE_CAST, joints.TYPED_LITERAL, joints.UNIT_OF_LITERAL]) {
    groupJoined(statement, joint);
  }
  for (const joint of [joints.OPERATION, joints.COMPARISON, joints.AS]) groupJoined(statement, joint);
  innermostFirst(statement, null, aliases);
  groupJoined(statement, joints.ASSIGNMENT);
  innermostFirst(statement, null, alignComments);
  groupJoined(statement, joints.LIST);
  values(statement);
}
