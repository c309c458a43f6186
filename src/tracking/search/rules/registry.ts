import { type Clause, readClauses } from "../clauses.js";
import { floatText } from "../python/repr.js";
import { refuse, setText } from "../refuse.js";
import { isToken, type Token } from "../sql/token.js";
import type { Condition } from "../types.js";
import { conditionOn, type Judged } from "./condition.js";
import { shortIdentifier } from "./registry-identifier.js";
import { type Comparison, integerOf, isNumeric, isTextual, numberOf, textOf, textsFor } from "./values.js";
import { EQUAL_OR_LIKE, NUMERIC, TEXT } from "./words.js";

/** What a search of the registry knows. */
interface RegistryRules {
  readonly valid: readonly string[];
  /** What may be compared with a list. */
  readonly lists: readonly string[];
  /** What is compared with numbers; null where nothing is. */
  readonly numbers: readonly string[] | null;
}

const MODELS: RegistryRules = { valid: ["name"], lists: ["name"], numbers: null };
const VERSIONS: RegistryRules = {
  valid: ["name", "version_number", "run_id", "source_path"],
  lists: ["name", "run_id"],
  numbers: ["version_number", "creation_timestamp", "last_updated_timestamp"],
};

function readValue(rules: RegistryRules, read: { readonly type: string; readonly key: string }, token: Token) {
  if (read.type === "tag") return textOf(token, "Expected a quoted string value for tag (e.g. 'my-value')");
  if (!isTextual(token) && token.kind === "parenthesis") return textsFor(read.key, rules.lists, token);
  if (rules.numbers === null || !isNumeric(token)) {
    return textOf(token, "Expected a quoted string value or a list of quoted string values for attributes");
  }
  if (rules.numbers.includes(read.key)) return numberOf(token, read.key);
  return refuse(`Only the '${setText(rules.numbers)}' attributes support comparison with numeric values.`);
}

function reader(rules: RegistryRules): (clause: Clause) => Comparison {
  return ({ left, operator, right }) => {
    if (right === null) return refuse("IS NULL / IS NOT NULL is not supported in this search");
    const read = shortIdentifier(left.text, rules.valid, true);
    const value = readValue(rules, read, right);
    return { ...read, comparator: operator.toUpperCase(), value, isFloat: isToken(right, "Number.Float") };
  };
}

function condition(comparison: Comparison): Condition {
  const { type, key, comparator, value } = comparison;
  if (type === "tag") {
    if (EQUAL_OR_LIKE.includes(comparator)) return conditionOn({ entity: "tag", key }, comparison);
    return refuse(`Invalid comparator for tag: ${comparator}`);
  }
  const field = { entity: "attribute", key } as const;
  if (key !== "version_number") {
    if (TEXT.includes(comparator)) return conditionOn(field, comparison);
    return refuse(`Invalid comparator for attribute: ${comparator}`);
  }
  if (!NUMERIC.includes(comparator)) refuse(`Invalid comparator for attribute ${key}: ${comparator}`);
  if (comparison.isFloat) refuse(`Invalid value for numeric attribute '${key}': ${floatText(value as number)}`);
  return conditionOn(field, { ...comparison, value: typeof value === "string" ? integerOf(value, key) : value });
}

/** The conditions of a filter on registered models, all of which must hold. Throws `tracking.bad_filter`. */
export function readModelFilter(text: string): readonly Judged[] {
  return readClauses(text, { isQuoting: false, read: reader(MODELS) }).map((comparison) => () => condition(comparison));
}

/** The conditions of a filter on versions of models, all of which must hold. Throws `tracking.bad_filter`. */
export function readVersionFilter(text: string): readonly Judged[] {
  return readClauses(text, { isQuoting: false, read: reader(VERSIONS) }).map(
    (comparison) => () => condition(comparison),
  );
}
