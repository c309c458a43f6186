import { pythonRepr } from "./python/repr.js";
import { refuse } from "./refuse.js";
import { parseStatements } from "./sql/parse.js";
import { group, isSpace, isToken, leaf, type Token } from "./sql/token.js";

const NUMERIC = ["<", "<=", ">", ">=", "=", "!="];

/** Whether a token is a name of time that SQL has for a type: `timestamp` is no identifier to the parser. */
export function isTimestamp(token: Token): boolean {
  return isToken(token, "Name.Builtin", "timestamp", "timestamp_ms");
}

/** A comparison that the parser does not know: IN, NOT IN, IS NULL and IS NOT NULL, and how many tokens it takes. */
function special(tokens: readonly Token[], at: number): { readonly made: Token; readonly length: number } | null {
  const [first, second, third, fourth] = tokens.slice(at, at + 4) as [Token, Token, Token, Token | undefined];
  if (isToken(second, "Keyword", "IN") && third.kind === "parenthesis") {
    return { made: group("comparison", [first, second, third]), length: 3 };
  }
  if (isToken(second, "Keyword", "IS")) {
    const word = isToken(third, "Keyword") ? third.text.toUpperCase() : "";
    if (word === "NULL" || word === "NOT NULL") {
      return { made: group("comparison", [first, leaf("Keyword", `IS ${word}`)]), length: 3 };
    }
  }
  if (isToken(second, "Keyword", "NOT") && isToken(third, "Keyword", "IN") && fourth?.kind === "parenthesis") {
    return { made: group("comparison", [first, leaf("Keyword", "NOT IN"), fourth]), length: 4 };
  }
  return null;
}

/**
 * The tokens of a statement without white space, with the comparisons that the parser does not know put together. An identifier
 * that begins none takes three tokens with it, unread, as MLflow's reader does.
 */
export function joinComparisons(statement: Token, readsTimestamps = false): Token[] {
  const tokens = statement.children.filter((token) => !isSpace(token));
  const joined: Token[] = [];
  for (let at = 0; at < tokens.length; ) {
    const first = tokens[at]!;
    if (tokens.length - at < 3) return [...joined, ...tokens.slice(at)];
    if (readsTimestamps && isTimestamp(first)) {
      const [, second, third] = tokens.slice(at, at + 3) as [Token, Token, Token];
      const isTime = isToken(second, "Operator.Comparison", ...NUMERIC) && isToken(third, "Number.Integer");
      joined.push(...(isTime ? [group("comparison", [first, second, third])] : [first, second, third, first]));
      at += 3;
      continue;
    }
    const found = first.kind === "identifier" ? special(tokens, at) : null;
    const length = found?.length ?? (first.kind === "identifier" ? 4 : 1);
    joined.push(...(found === null ? tokens.slice(at, at + length) : [found.made]));
    at += length;
  }
  return joined;
}

/** The one statement of a filter, with its comparisons put together. Throws `tracking.bad_filter`. */
export function filterTokens(text: string, readsTimestamps = false): readonly Token[] {
  const statements = statementsOf(text, () => `Error on parsing filter '${text}'`);
  if (statements.length === 0) refuse(`Invalid filter '${text}'. Could not be parsed.`);
  if (statements.length > 1) {
    refuse(`Search filter contained multiple expression ${pythonRepr(text)}. Provide AND-ed expression list.`);
  }
  return joinComparisons(statements[0]!, readsTimestamps);
}

/** The statements of a text; refused with this message, given why, when there is too much to group. */
export function statementsOf(text: string, message: (why: string) => string): readonly Token[] {
  try {
    return parseStatements(text);
  } catch (error) {
    return refuse(message(error instanceof Error ? error.message : String(error)));
  }
}

/** What a comparison says, as it is written; `right` is null where nothing is compared with. */
export interface Clause {
  readonly left: Token;
  /** As written; IN, NOT IN and the NULL words may be in capitals already. */
  readonly operator: string;
  readonly right: Token | null;
}

/** The three parts of a comparison. Throws `tracking.bad_filter`. */
export function clauseOf(comparison: Token): Clause {
  const [left, operator, right, ...more] = comparison.children.filter((token) => !isSpace(token)) as [
    Token,
    Token,
    Token,
  ];
  const isNullTest = right === undefined && /^IS (?:NOT )?NULL$/.test(operator?.text ?? "");
  if (!isNullTest && (right === undefined || more.length > 0)) {
    const count = comparison.children.filter((token) => !isSpace(token)).length;
    refuse(`Invalid comparison clause. Expected 3 tokens found ${count}`);
  }
  if (left.kind !== "identifier" && !(isTimestamp(left) && right !== undefined)) {
    refuse(`Invalid comparison clause. Expected 'Identifier' found '${left.text}'`);
  }
  return { left, operator: operator.text, right: right ?? null };
}

/** How a search's filter is read. */
export interface FilterStyle<T> {
  /** Whether what is refused is shown in quotes. */
  readonly isQuoting: boolean;
  readonly readsTimestamps?: boolean;
  readonly read: (clause: Clause) => T;
}

/** What is read in each comparison of a filter that has nothing else but AND. Throws `tracking.bad_filter`. */
export function readClauses<T>(text: string, style: FilterStyle<T>): T[] {
  const tokens = filterTokens(text, style.readsTimestamps);
  const others = tokens.filter((token) => token.kind !== "comparison" && !isToken(token, "Keyword", "AND"));
  if (others.length > 0) {
    const shown = others.map((token) => (style.isQuoting ? `'${token.text}'` : token.text)).join(", ");
    refuse(`Invalid clause(s) in filter string: ${shown}`);
  }
  return tokens.filter((token) => token.kind === "comparison").map((token) => style.read(clauseOf(token)));
}
