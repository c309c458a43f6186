import { type Condition, patternOf } from "../../tracking/index.js";

/** A comparison of a condition. */
export type Comparison = Extract<Condition, { kind: "comparison" }>;

/** What is said of one field of a trace, spans left out. */
export type Leaf = Extract<Condition, { kind: "comparison" | "isNull" | "isNotNull" }>;

/**
 * A condition on traces as it is decided. What is said of spans and joined by AND is said of one and the same span: `spans` holds where
 * one is as all of its comparisons say.
 */
export type Plan =
  | { readonly kind: "leaf"; readonly leaf: Leaf }
  | { readonly kind: "spans"; readonly tests: readonly Comparison[] }
  | { readonly kind: "and" | "or"; readonly parts: readonly Plan[] }
  | { readonly kind: "not"; readonly part: Plan };

/** The plan of a condition. Throws `tracking.bad_filter` for an RLIKE whose pattern cannot be matched. */
export function planOf(condition: Condition): Plan {
  switch (condition.kind) {
    case "not":
      return { kind: "not", part: planOf(condition.part) };
    case "or":
      return { kind: "or", parts: condition.parts.map(planOf) };
    default:
      return conjunction(conjuncts(condition));
  }
}

function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === "and" ? condition.parts.flatMap(conjuncts) : [condition];
}

function isOfSpan(condition: Condition): condition is Comparison {
  return condition.kind === "comparison" && condition.field.entity === "span";
}

function conjunction(conditions: readonly Condition[]): Plan {
  const tests = conditions.filter(isOfSpan).map(ofContent).map(readable);
  const others = conditions.filter((one) => !isOfSpan(one)).map(partOf);
  const parts: Plan[] = tests.length > 0 ? [...others, { kind: "spans", tests }] : others;
  return parts.length === 1 ? parts[0]! : { kind: "and", parts };
}

function partOf(condition: Condition): Plan {
  if (condition.kind === "comparison" || condition.kind === "isNull" || condition.kind === "isNotNull") {
    return { kind: "leaf", leaf: condition.kind === "comparison" ? readable(condition) : condition };
  }
  return planOf(condition);
}

function readable(comparison: Comparison): Comparison {
  if (comparison.comparator === "RLIKE") patternOf(String(comparison.value));
  return comparison;
}

const ATTRIBUTE = "attributes.";

/**
 * As MLflow does, an attribute of a span is looked for in the text of the span: a LIKE begins after the attribute's name, so
 * `LIKE '%gpt%'` finds the name with `gpt` somewhere behind it; = and != compare the whole text. RLIKE is matched with what the attribute's JSON text holds.
 */
function ofContent(comparison: Comparison): Comparison {
  const { field, comparator, value } = comparison;
  if (!field.key.startsWith(ATTRIBUTE)) return comparison;
  const name = field.key.slice(ATTRIBUTE.length);
  const text = comparator === "RLIKE" ? patternIn(name, String(value)) : `%"${name}"${value}%`;
  return { ...comparison, field: { entity: "span", key: "content" }, value: text };
}

/** The attribute's value is a JSON text within a JSON text. */
function patternIn(name: string, pattern: string): string {
  const start = pattern.startsWith("^") ? '"\\\\"' : '"\\\\".*';
  const end = pattern.endsWith("$") ? '\\\\"' : "";
  return `"${name}": ${start}${pattern.replace(/^\^/, "").replace(/\$$/, "")}${end}`;
}
