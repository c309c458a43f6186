import { statementsOf } from "./clauses.js";
import { refuse } from "./refuse.js";
import { shellWords } from "./shell-words.js";
import { isSpace, isToken, type Token } from "./sql/token.js";

/** What a clause orders by, as it is written, and in which direction. */
export interface OrderClause {
  readonly field: string;
  readonly isDescending: boolean;
}

/** The clause without white space around a lone `timestamp`, which SQL takes for a type; null for what is no clause. */
function written(statement: Token): string | null {
  const [first, ...rest] = statement.children;
  const isTimestamp = isToken(first, "Name.Builtin", "timestamp");
  if (rest.length === 0) return first?.kind === "identifier" || isTimestamp ? first!.text : null;
  const last = rest.at(-1)!;
  const isOrdered = isTimestamp && rest.slice(0, -1).every(isSpace) && isToken(last, "Keyword.Order");
  return isOrdered ? `timestamp ${last.text}` : null;
}

/** Reads `field`, `field ASC` or `field DESC`. Throws `tracking.bad_filter`. */
export function orderClause(text: string): OrderClause {
  const unreadable = `Invalid order_by clause '${text}'. Could not be parsed.`;
  const statements = statementsOf(text, () => `Error on parsing order_by clause '${text}'`);
  const clause = statements.length === 1 ? written(statements[0]!) : null;
  const words = clause === null ? null : shellWords(clause.replaceAll("`", '"'));
  if (clause === null || words === null || words.length > 2) return refuse(unreadable);
  if (words.length < 2) return { field: clause.trim(), isDescending: false };
  const direction = words[1]!.toLowerCase();
  if (direction !== "asc" && direction !== "desc") refuse(`Invalid ordering key in order_by clause '${text}'.`);
  return { field: words[0]!.trim(), isDescending: direction === "desc" };
}
