import type { EventColumn } from "../ports.js";
import type { Condition } from "../types.js";

/** Tests a column at a row: 1, 0, or NaN where it is missing. */
export function testReader(column: EventColumn, when: Condition): (row: number) => number {
  if (column.kind === "text") return textTest(column, when);
  const { values } = column;
  const holds = comparison(when.is, Number(when.value));
  return (row) => (Number.isNaN(values[row]) ? Number.NaN : holds(values[row]) ? 1 : 0);
}

function textTest(column: Extract<EventColumn, { kind: "text" }>, when: Condition): (row: number) => number {
  const wanted = column.dictionary.indexOf(String(when.value));
  const same = when.is === "=" ? 1 : 0;
  return (row) => {
    const code = column.codes[row];
    if (code < 0) return Number.NaN;
    return code === wanted ? same : 1 - same;
  };
}

function comparison(is: Condition["is"], limit: number): (value: number) => boolean {
  switch (is) {
    case "=":
      return (value) => value === limit;
    case "!=":
      return (value) => value !== limit;
    case "<":
      return (value) => value < limit;
    case "<=":
      return (value) => value <= limit;
    case ">":
      return (value) => value > limit;
    case ">=":
      return (value) => value >= limit;
  }
}
