/** The years 1 to 9999, in ms since the epoch. */
const TIMES = { first: -62_135_596_800_000, last: 253_402_300_799_999 } as const;

const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-]\d\d:\d\d))$/;
const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

/** Ms since the epoch that a timestamp of the protocol stands for, such as `2026-11-22T01:33:56.411Z`; null for any other text. */
export function readTimestamp(text: string): number | null {
  const [, day, time, fraction = "", zone = "Z"] = TIMESTAMP.exec(text) ?? [];
  if (day === undefined) return null;
  const ms = Date.parse(`${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}${zone}`);
  return isWritable(ms) ? ms : null;
}

/** Whether a moment is one that the protocol's timestamps can say; ms since the epoch. */
export function isWritable(ms: number): boolean {
  return ms >= TIMES.first && ms <= TIMES.last;
}

/** A moment as the protocol writes it, with milliseconds where there are any. Ms since the epoch; see {@link isWritable}. */
export function writeTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** Ms that a duration of the protocol stands for, such as `0.219s`; null for any other text. */
export function readDuration(text: string): number | null {
  const [, sign, seconds, fraction = ""] = DURATION.exec(text) ?? [];
  if (seconds === undefined) return null;
  const ms = Number(seconds) * 1000 + Number(fraction.padEnd(3, "0").slice(0, 3));
  return sign === "-" && ms > 0 ? -ms : ms;
}

/** A duration as the protocol writes it, with milliseconds where there are any. */
export function writeDuration(ms: number): string {
  const [seconds, rest] = [Math.trunc(Math.abs(ms) / 1000), Math.abs(ms) % 1000];
  return `${ms < 0 ? "-" : ""}${seconds}${rest === 0 ? "" : `.${String(rest).padStart(3, "0")}`}s`;
}
