import { GyreError, nearestName } from "../core/index.js";

const DAY_MS = 86_400_000;

/** Refuses what is no IANA time zone with `data.bad_time_zone`, naming the nearest that is one. */
export function checkTimeZone(zone: string): void {
  if (isTimeZone(zone)) return;
  const near = nearestName(zone, Intl.supportedValuesOf("timeZone"));
  throw new GyreError("data.bad_time_zone", `${JSON.stringify(zone)} is not the name of a time zone`, {
    hint: near === undefined ? 'use a name such as "Europe/Prague" or "UTC"' : `did you mean ${JSON.stringify(near)}?`,
    details: { zone, nearest: near ?? null },
  });
}

/** Offsets such as "+05:00" are no names: engines disagree on them. */
function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** A day of UTC: the offset at its start, and the offset from `changeAt` on (the day's end when it never changes). */
interface DayOffsets {
  readonly before: number;
  readonly changeAt: number;
  readonly after: number;
}

/**
 * Makes a fast map from a moment to the same moment on the zone's wall clock, both in ms.
 *
 * Days are looked up once and kept. A day whose offset differs at its two ends is searched by halving for the moment of change;
 * no zone changes twice within a day and back.
 */
export function localClock(zone: string): (timeMs: number) => number {
  checkTimeZone(zone);
  const offsetAt = offsetFinder(zone);
  const days = new Map<number, DayOffsets>();
  let lastDay = Number.NaN;
  let last: DayOffsets = { before: 0, changeAt: 0, after: 0 };
  return (timeMs) => {
    const day = Math.floor(timeMs / DAY_MS);
    if (day !== lastDay) {
      let known = days.get(day);
      if (!known) days.set(day, (known = findDay(day * DAY_MS, offsetAt)));
      last = known;
      lastDay = day;
    }
    return timeMs + (timeMs < last.changeAt ? last.before : last.after);
  };
}

function findDay(start: number, offsetAt: (timeMs: number) => number): DayOffsets {
  const end = start + DAY_MS;
  const before = offsetAt(start);
  const after = offsetAt(end);
  if (before === after) return { before, changeAt: end, after };
  let low = start;
  let high = end;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return { before, changeAt: high, after };
}

/** The zone's offset by way of `Intl`, whole seconds; slow. */
function offsetFinder(zone: string): (timeMs: number) => number {
  const format = new Intl.DateTimeFormat("en-u-ca-iso8601-hc-h23", {
    timeZone: zone,
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (timeMs) => {
    const part: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(timeMs)) part[type] = value;
    const year = part.era === "BC" || part.era === "B" ? 1 - Number(part.year) : Number(part.year);
    const local = new Date(0);
    local.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
    local.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second));
    return local.getTime() - Math.floor(timeMs / 1000) * 1000;
  };
}

/** Calendar parts of a wall-clock time (ms as if it were UTC). Weekday is 1 = Monday … 7 = Sunday. */
export const CALENDAR_PARTS = {
  hour: (localMs: number): number => Math.floor(localMs / 3_600_000) - Math.floor(localMs / DAY_MS) * 24,
  minuteOfDay: (localMs: number): number => Math.floor(localMs / 60_000) - Math.floor(localMs / DAY_MS) * 1440,
  weekday: (localMs: number): number => {
    const day = (Math.floor(localMs / DAY_MS) + 3) % 7; // 1970-01-01 was a Thursday
    return (day < 0 ? day + 7 : day) + 1;
  },
} as const;
