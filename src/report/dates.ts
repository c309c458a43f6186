const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** Milliseconds since 1970 of an ISO time, or null when it is none. */
export function timeMs(iso: string): number | null {
  const ms = Date.parse(iso);
  return Number.isFinite(ms) ? ms : null;
}

/** `22 July 2013`, in UTC; the text itself when it is no time. */
export function longDate(iso: string): string {
  const ms = timeMs(iso);
  if (ms === null) return iso;
  const d = new Date(ms);
  return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`;
}

/** `22 Jul 2013`, in UTC. */
export function shortDate(iso: string): string {
  const ms = timeMs(iso);
  return ms === null ? iso : `${dayMonth(ms)} ${new Date(ms).getUTCFullYear()}`;
}

/** `22 Jul`, in UTC. */
export function dayMonth(ms: number): string {
  const d = new Date(ms);
  return `${d.getUTCDate()} ${(MONTHS[d.getUTCMonth()] as string).slice(0, 3)}`;
}

/** Name of the month, 0 to 11, cut to `letters`. */
export function monthName(month: number, letters = 9): string {
  return (MONTHS[month] as string).slice(0, letters);
}

/** `March 2013` for `2013-03`, the name cut to `letters`; the text itself when it is no month. */
export function monthLabel(month: string, letters = 9): string {
  const match = /^(\d{4})-(\d{2})$/.exec(month);
  const name = match ? MONTHS[Number(match[2]) - 1] : undefined;
  return match && name ? `${name.slice(0, letters)} ${match[1]}` : month;
}

/** `1 March 2013 to 31 December 2013`. */
export function stretch(from: string, to: string): string {
  return `${longDate(from)} to ${longDate(to)}`;
}
