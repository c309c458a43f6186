/** What can be read from a date, all whole numbers; months, days, weeks and quarters from 1, weekday 1 = Monday … 7 = Sunday. */
export const DATE_PARTS = [
  "year",
  "month",
  "day",
  "weekday",
  "hour",
  "minute",
  "second",
  "dayOfYear",
  "week",
  "quarter",
  "isWeekend",
  "isMonthStart",
  "isMonthEnd",
] as const;

/** One of {@link DATE_PARTS}: `week` is the week of ISO 8601, and what starts with "is" is 0 or 1. */
export type DatePart = (typeof DATE_PARTS)[number];

const DAY_MS = 86_400_000;

/** Whether `ms` is within what a JavaScript `Date` holds, 100 million days around 1970. */
export function isMoment(ms: number): boolean {
  return Math.abs(ms) <= 8.64e15;
}

/** A part of the Gregorian date and time of whole `ms` since 1970-01-01. */
export function calendarPart(part: DatePart, ms: number): number {
  const days = Math.floor(ms / DAY_MS);
  const inDay = ms - days * DAY_MS;
  const date = civilDate(days);
  const weekday = mod(days + 3, 7) + 1;
  switch (part) {
    case "year":
    case "month":
    case "day":
      return date[part];
    case "weekday":
      return weekday;
    case "hour":
      return Math.floor(inDay / 3_600_000);
    case "minute":
      return Math.floor(inDay / 60_000) % 60;
    case "second":
      return Math.floor(inDay / 1000) % 60;
    case "dayOfYear":
      return days - firstOfYear(date.year) + 1;
    case "week": {
      // The week belongs to the year of its Thursday.
      const thursday = days - weekday + 4;
      return Math.floor((thursday - firstOfYear(civilDate(thursday).year)) / 7) + 1;
    }
    case "quarter":
      return Math.floor((date.month + 2) / 3);
    case "isWeekend":
      return weekday > 5 ? 1 : 0;
    case "isMonthStart":
      return date.day === 1 ? 1 : 0;
    case "isMonthEnd":
      return civilDate(days + 1).day === 1 ? 1 : 0;
    default:
      return part satisfies never;
  }
}

/** A date of the Gregorian calendar. */
interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/**
 * The date of a number of days since 1970-01-01. Years start in March, so that the leap day is the last, and come in eras of 400
 * years, 146097 days (H. Hinnant, chrono-compatible low-level date algorithms, civil_from_days).
 */
function civilDate(days: number): CivilDate {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36524) + Math.floor(dayOfEra / 146096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** The days since 1970-01-01 of January 1st. */
function firstOfYear(year: number): number {
  const y = year - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) - 719162;
}

function mod(a: number, b: number): number {
  return a - b * Math.floor(a / b);
}
