import { GyreError } from "../../core/index.js";
import { checkConfig, type Rule, withDefaults } from "../check-config.js";
import type { ColumnChoice, Step, StepConfig } from "../step.js";
import type { Frame } from "../table.js";
import { calendarPart, DATE_PARTS, type DatePart, isMoment } from "./calendar.js";
import { changedFrame, type NamedColumn, numberColumn } from "./change-frame.js";
import { chosenColumns, columnChoiceRule, momentsOf } from "./choose-columns.js";
import { CYCLES, type CyclicPart, wave } from "./cycles.js";
import { addDatesToGraph } from "./dates-graph.js";
import type { DatesState } from "./dates-state.js";

/** What is read from moments; see {@link dates}. */
export interface DatesConfig extends StepConfig {
  readonly kind: "dates";
  readonly columns?: ColumnChoice;
  /** Each a column "x part". Default year, month, day, weekday, hour. */
  readonly parts: readonly DatePart[];
  /** Each two columns "x part sin" and "x part cos", on a circle of the part's period. Default none. */
  readonly cyclic: readonly CyclicPart[];
  /** The clock whose calendar it is, in minutes ahead of UTC. Default 0. There is no daylight saving. */
  readonly offsetMinutes: number;
  /** A column "x days since" with the time since this moment, in days with fractions. Default none. */
  readonly sinceMs?: number;
}

const DAY_MS = 86_400_000;

const listOf = (known: readonly string[]): Rule => ({
  accepts: (value) =>
    Array.isArray(value) && value.every((part) => known.includes(part)) && new Set(value).size === value.length,
  expected: `a list of different ones of ${known.join(", ")}`,
});

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  parts: listOf(DATE_PARTS),
  cyclic: listOf(Object.keys(CYCLES)),
  offsetMinutes: { min: -1440, max: 1440, whole: true },
  sinceMs: { min: -8.64e15, max: 8.64e15 },
};

/**
 * Makes numbers of moments: parts of the calendar (Gregorian, also before 1582), places on a circle, time since a moment. Throws
 * `learn.bad_config` for an unknown name or part, and when nothing is asked for.
 *
 * @example
 * ```ts
 * const step = dates({ columns: ["departure"], parts: ["month"], cyclic: ["hour", "weekday"] });
 * ```
 */
export function dates(config: Partial<Omit<DatesConfig, "kind">> = {}): DatesConfig {
  const defaults: DatesConfig = {
    kind: "dates",
    parts: ["year", "month", "day", "weekday", "hour"],
    cyclic: [],
    offsetMinutes: 0,
  };
  const full = withDefaults<DatesConfig>(defaults, config);
  checkConfig("dates", full, rules);
  if (full.parts.length + full.cyclic.length === 0 && full.sinceMs === undefined) {
    throw new GyreError(
      "learn.bad_config",
      "dates: parts and cyclic are empty and sinceMs is not set, so nothing would be made",
    );
  }
  return full;
}

/** Replaces columns of moments by numbers; a missing moment, and one beyond ±8.64e15 ms, has all of them missing. */
export const datesStep: Step<DatesConfig, DatesState> = {
  kind: "dates",
  fit(config, frame) {
    const { parts, cyclic, offsetMinutes, sinceMs } = config;
    const columns = chosenColumns(config, frame, ["time"]);
    const since = sinceMs === undefined ? {} : { sinceMs };
    const state: DatesState = { kind: "dates", columns, parts, cyclic, offsetMinutes, ...since };
    return { state, frame: applyDates(state, frame) };
  },
  apply: applyDates,
  addToGraph: addDatesToGraph,
};

function applyDates(state: DatesState, frame: Frame): Frame {
  const replaced = new Map<string, readonly NamedColumn[]>();
  for (const name of state.columns) {
    const moments = momentsOf(frame, name, "dates");
    const local = moments.map((ms) => (isMoment(ms) ? Math.floor(ms) + state.offsetMinutes * 60_000 : Number.NaN));
    const each = (map: (ms: number) => number): Float64Array => local.map((ms) => (Number.isNaN(ms) ? ms : map(ms)));
    const made = state.parts.map((part) =>
      numberColumn(
        `${name} ${part}`,
        each((ms) => calendarPart(part, ms)),
      ),
    );
    for (const part of state.cyclic) {
      for (const curve of ["sin", "cos"] as const) {
        const values = wave(part, curve);
        const at = each((ms) => values[calendarPart(part, ms) - CYCLES[part].first]);
        made.push(numberColumn(`${name} ${part} ${curve}`, at));
      }
    }
    if (state.sinceMs !== undefined) {
      const { sinceMs } = state;
      const days = moments.map((ms) => (isMoment(ms) ? (ms - sinceMs) / DAY_MS : Number.NaN));
      made.push(numberColumn(`${name} days since`, days));
    }
    replaced.set(name, made);
  }
  return changedFrame(frame, { replaced });
}
