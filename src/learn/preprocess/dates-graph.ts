import { type GraphBuilder, intValue } from "../../onnx/index.js";
import { type Block, type BlockGraph, blockOf, replaceBlocks } from "../export/blocks.js";
import type { DatePart } from "./calendar.js";
import { CYCLES, wave } from "./cycles.js";
import type { DatesState } from "./dates-state.js";
import { type Whole, wholeNumbers } from "./graph-whole.js";

/** Adds the parts, waves and days of each column, (n, 1) each. The calendar is reckoned in 64-bit integers, so it is exact. */
export function addDatesToGraph(state: DatesState, target: BlockGraph): BlockGraph {
  const { graph } = target;
  const added = state.columns.flatMap((name) => {
    const ms = blockOf(target, name, "time").value;
    const outside = graph.node("Greater", [graph.node("Abs", [ms]), graph.doubles([8.64e15])]);
    const isMissing = graph.node("Or", [graph.node("IsNaN", [ms]), outside]);
    const none = graph.doubles([Number.NaN]);
    const kept = (value: string): string => graph.node("Where", [isMissing, none, value]);
    const block = (suffix: string, value: string): Block => {
      return { kind: "number", names: [`${name} ${suffix}`], value: kept(value) };
    };
    const filled = graph.node("Where", [isMissing, graph.doubles([0]), ms]);
    const whole = wholeNumbers(graph);
    const local = whole.plus(toInteger(graph, graph.node("Floor", [filled])), state.offsetMinutes * 60_000);
    const partOf = partsOf(whole, local);
    const made = state.parts.map((part) => block(part, toDouble(graph, partOf(part))));
    for (const part of state.cyclic) {
      const at = whole.plus(partOf(part), -CYCLES[part].first);
      for (const curve of ["sin", "cos"] as const) {
        const values = graph.doubles(wave(part, curve));
        made.push(block(`${part} ${curve}`, graph.node("Gather", [values, at])));
      }
    }
    if (state.sinceMs !== undefined) {
      const difference = graph.node("Sub", [ms, graph.doubles([state.sinceMs])]);
      made.push(block("days since", graph.node("Div", [difference, graph.doubles([86_400_000])])));
    }
    return made;
  });
  return replaceBlocks(target, state.columns, added);
}

/** The calendar of `calendar.ts`, word for word. */
function partsOf(whole: Whole, ms: string): (part: DatePart) => string {
  const { floorDiv, mod, plus, minus } = whole;
  const days = floorDiv(ms, 86_400_000);
  const inDay = mod(ms, 86_400_000);
  const date = civilDate(whole, days);
  const weekday = plus(mod(plus(days, 3), 7), 1);
  const parts: Record<DatePart, () => string> = {
    year: () => date.year,
    month: () => date.month,
    day: () => date.day,
    weekday: () => weekday,
    hour: () => floorDiv(inDay, 3_600_000),
    minute: () => mod(floorDiv(inDay, 60_000), 60),
    second: () => mod(floorDiv(inDay, 1000), 60),
    dayOfYear: () => plus(minus(days, firstOfYear(whole, date.year)), 1),
    week: () => {
      const thursday = plus(minus(days, weekday), 4);
      return plus(floorDiv(minus(thursday, firstOfYear(whole, civilDate(whole, thursday).year)), 7), 1);
    },
    quarter: () => floorDiv(plus(date.month, 2), 3),
    // 6 and 7 are 1, the others 0.
    isWeekend: () => floorDiv(plus(weekday, -1), 5),
    isMonthStart: () => isFirst(whole, date.day),
    isMonthEnd: () => isFirst(whole, civilDate(whole, plus(days, 1)).day),
  };
  return (part) => parts[part]();
}

/** 1 for 1, 0 for 2 … 31. */
function isFirst({ floorDiv, plus, times }: Whole, day: string): string {
  return plus(floorDiv(plus(times(day, -1), 1), 31), 1);
}

function civilDate(
  whole: Whole,
  days: string,
): { readonly year: string; readonly month: string; readonly day: string } {
  const { floorDiv, mod, plus, minus, sum, times } = whole;
  const shifted = plus(days, 719468);
  const era = floorDiv(shifted, 146097);
  const dayOfEra = mod(shifted, 146097);
  const leaps = sum(minus(floorDiv(dayOfEra, 1460), floorDiv(dayOfEra, 36524)), floorDiv(dayOfEra, 146096));
  const yearOfEra = floorDiv(minus(dayOfEra, leaps), 365);
  const before = minus(sum(times(yearOfEra, 365), floorDiv(yearOfEra, 4)), floorDiv(yearOfEra, 100));
  const dayOfYear = minus(dayOfEra, before);
  const fromMarch = floorDiv(plus(times(dayOfYear, 5), 2), 153);
  // January and February, months 10 and 11 from March, belong to the next year.
  const isNext = floorDiv(fromMarch, 10);
  return {
    year: sum(sum(yearOfEra, times(era, 400)), isNext),
    month: plus(minus(fromMarch, times(isNext, 12)), 3),
    day: plus(minus(dayOfYear, floorDiv(plus(times(fromMarch, 153), 2), 5)), 1),
  };
}

function firstOfYear({ floorDiv, plus, minus, sum, times }: Whole, year: string): string {
  const y = plus(year, -1);
  const leaps = sum(minus(floorDiv(y, 4), floorDiv(y, 100)), floorDiv(y, 400));
  return plus(sum(times(y, 365), leaps), -719162);
}

function toInteger(graph: GraphBuilder, value: string): string {
  return graph.node("Cast", [value], { attributes: { to: intValue(7) } });
}

function toDouble(graph: GraphBuilder, value: string): string {
  return graph.node("Cast", [value], { attributes: { to: intValue(11) } });
}
