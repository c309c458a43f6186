import type { Comparator, Condition, Field } from "../../../tracking/index.js";

/** The value that a field has in an item; undefined where there is none. */
export type FieldReader = (field: Field) => string | number | undefined;

/** Whether an item meets a condition. */
export function matches(condition: Condition, read: FieldReader): boolean {
  switch (condition.kind) {
    case "and":
      return condition.parts.every((part) => matches(part, read));
    case "or":
      return condition.parts.some((part) => matches(part, read));
    case "not":
      return !matches(condition.part, read);
    case "isNull":
      return read(condition.field) === undefined;
    case "isNotNull":
      return read(condition.field) !== undefined;
    case "comparison": {
      const value = read(condition.field);
      return value !== undefined && compare(value, condition.comparator, condition.value);
    }
  }
}

function compare(value: string | number, comparator: Comparator, wished: number | string | readonly string[]): boolean {
  if (typeof wished === "object") return wished.includes(String(value)) === (comparator === "IN");
  if (comparator === "LIKE") return likePattern(wished).test(String(value));
  if (comparator === "ILIKE") return likePattern(foldAscii(String(wished))).test(foldAscii(String(value)));
  const other = typeof value === "number" ? Number(wished) : wished;
  switch (comparator) {
    case "=":
      return value === other;
    case "!=":
      return value !== other;
    case "<":
      return value < other;
    case "<=":
      return value <= other;
    case ">":
      return value > other;
    default:
      return comparator === ">=" && value >= other;
  }
}

function likePattern(pattern: number | string): RegExp {
  const escaped = String(pattern).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("%", ".*").replaceAll("_", ".")}$`, "su");
}

const foldAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
