import { parsedJson, pythonFloat } from "./python-json.js";
import type { Json } from "./types.js";

/** Amounts by name, such as tokens or costs. */
export type Amounts = Readonly<Record<string, number>>;

/** What is counted: the names in the order in which they are written. */
export interface Measure {
  readonly key: string;
  /** Always part of a sum. */
  readonly names: readonly string[];
  /** Part of a sum only where one has them. */
  readonly optional: readonly string[];
  readonly isWhole: boolean;
}

/** Tokens that a trace's calls of language models used. */
export const TOKENS: Measure = {
  key: "mlflow.trace.tokenUsage",
  names: ["input_tokens", "output_tokens", "total_tokens"],
  optional: ["cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation_input_tokens_above_1hr"],
  isWhole: true,
};

/** What they cost, in US dollars. */
export const COST: Measure = {
  key: "mlflow.trace.cost",
  names: ["input_cost", "output_cost", "total_cost"],
  optional: [],
  isWhole: false,
};

function amountOf(value: Json | undefined, { isWhole }: Measure): number | null {
  const isNumeric = typeof value === "number" || (typeof value === "string" && value.trim() !== "");
  const amount = isNumeric ? Number(value) : Number.NaN;
  return Number.isFinite(amount) && (!isWhole || Number.isInteger(amount)) ? amount : null;
}

/** The amounts in a value or in its JSON text; null where there is no object. Names that are not known are left out. */
export function amountsIn(value: Json | undefined, measure: Measure): Amounts | null {
  const read = typeof value === "string" ? parsedJson(value) : value;
  if (typeof read !== "object" || read === null || Array.isArray(read)) return null;
  const found: Record<string, number> = {};
  for (const name of [...measure.names, ...measure.optional]) {
    const amount = amountOf((read as Readonly<Record<string, Json>>)[name], measure);
    if (amount !== null) found[name] = amount;
  }
  return found;
}

/** The text that amounts are kept as in a trace's metadata; null for none. */
export function amountsText(amounts: Amounts, { names, optional, isWhole }: Measure): string | null {
  const parts = [...names, ...optional]
    .filter((name) => amounts[name] !== undefined)
    .map((name) => `"${name}": ${isWhole ? BigInt(amounts[name]!) : pythonFloat(amounts[name]!)}`);
  return parts.length === 0 ? null : `{${parts.join(", ")}}`;
}

/** A span's place in the tree, and its amounts if it has any. */
export interface Node {
  readonly id: string;
  readonly parentId: string | null;
  readonly amounts: Amounts | null;
}

/** The sum over a tree; where a span has amounts they stand for all below it, as some libraries sum up in parents. Null for none. */
export function sumOf(nodes: readonly Node[], { names, optional }: Measure): Amounts | null {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const counted = nodes.filter((node) => node.amounts !== null && !isBelow(node, byId));
  if (counted.length === 0) return null;
  const sum: Record<string, number> = Object.fromEntries(names.map((name) => [name, 0]));
  for (const { amounts } of counted)
    for (const name of [...names, ...optional])
      if (amounts![name] !== undefined) sum[name] = (sum[name] ?? 0) + amounts![name]!;
  return sum;
}

/** Whether a span above has amounts. Spans that are their own ancestors, and what is below them, are never reached from a root. */
function isBelow({ id, parentId }: Node, byId: ReadonlyMap<string, Node>): boolean {
  const seen = new Set([id]);
  for (let at = parentId === null ? undefined : byId.get(parentId); at !== undefined; ) {
    if (at.amounts !== null || seen.has(at.id)) return true;
    seen.add(at.id);
    at = at.parentId === null ? undefined : byId.get(at.parentId);
  }
  return false;
}
