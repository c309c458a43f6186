import type { ColumnSchema, Rejection, Source } from "../../data/index.js";
import { literal, quote } from "./names.js";
import { type RawTable, twin } from "./raw.js";

/** One rule of a schema as an SQL test that is true for the rows that break it and false for all others. */
export interface Rule {
  readonly column: string;
  readonly rule: Rejection["rule"];
  readonly broken: string;
  /** SQL for the cell that breaks it, as text; never null. */
  readonly cell: string;
}

/** Whole numbers above this lose their last digits when they are read. */
const MAX_INTEGER = Number.MAX_SAFE_INTEGER;

/** The rules that each row is judged by alone, in the order of the columns. */
export function rowRules(source: Source, raw: RawTable): readonly Rule[] {
  return Object.entries(source.schema.columns).flatMap(([column, schema]) => columnRules(column, schema, raw));
}

/** The rule that rows with the same key share; `__copy` counts the rows of a key that break no other rule: 1, 2, and so on. */
export function uniqueRule(source: Source): Rule {
  const { key } = source.schema;
  const parts = key.map((name) => `coalesce(CAST(${quote(name)} AS VARCHAR), 'null')`);
  return { column: key.join(", "), rule: "unique", broken: "__copy > 1", cell: `concat_ws(', ', ${parts.join(", ")})` };
}

function columnRules(column: string, schema: ColumnSchema, raw: RawTable): Rule[] {
  const name = quote(column);
  const cell = raw.castsRows ? twin(column) : name;
  const rules: [Rejection["rule"], string | null][] = [
    ["type", raw.castsRows && schema.kind !== "text" ? `${cell} IS NOT NULL AND ${name} IS NULL` : null],
    ["presence", schema.nullable ? null : `${cell} IS NULL`],
    ["range", outside(name, schema)],
    ["domain", schema.domain ? outsideDomain(name, schema.domain) : null],
  ];
  return rules.flatMap(([rule, broken]) =>
    broken === null
      ? []
      : [{ column, rule, broken: `coalesce(${broken}, false)`, cell: `coalesce(CAST(${cell} AS VARCHAR), 'null')` }],
  );
}

function outside(name: string, { kind, min, max }: ColumnSchema): string | null {
  const value = kind === "timestamp" ? `epoch_ms(${name})` : name;
  const isRanged = min !== undefined || max !== undefined;
  const low = min ?? (kind === "integer" ? -MAX_INTEGER : undefined);
  const high = max ?? (kind === "integer" ? MAX_INTEGER : undefined);
  const tests = [
    ...(low === undefined ? [] : [`${value} < ${number(low)}`]),
    ...(high === undefined ? [] : [`${value} > ${number(high)}`]),
    ...(kind === "double" && isRanged ? [`isnan(${name})`] : []),
  ];
  return tests.length === 0 ? null : tests.join(" OR ");
}

function number(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : `CAST('${value}' AS DOUBLE)`;
}

function outsideDomain(name: string, domain: readonly string[]): string {
  return domain.length === 0 ? `${name} IS NOT NULL` : `${name} NOT IN (${domain.map(literal).join(", ")})`;
}
