/** A space that does not break a line: between a number and its unit. */
export const NBSP = "\u00a0";

/** What stands where a number is missing. */
export const MISSING = "–";

type Maybe = number | null | undefined;

function known(value: Maybe): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** Fixed decimals with a true minus; `–` when missing. */
export function fixed(value: Maybe, decimals: number): string {
  if (!known(value)) return MISSING;
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A difference: always signed, except when it rounds to zero. */
export function signed(value: Maybe, decimals: number): string {
  const text = fixed(value, decimals);
  return known(value) && value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** A count with thousands grouped by commas. */
export function count(value: Maybe): string {
  if (!known(value)) return MISSING;
  return fixed(value, 0).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** A share as a percentage; `decimals` defaults to 0. */
export function percent(share: Maybe, decimals = 0): string {
  return known(share) ? `${fixed(share * 100, decimals)}${NBSP}%` : MISSING;
}

/** A time span in its two largest units: `38 ms`, `4.2 s`, `2 min 8 s`, `1 h 4 min`. */
export function seconds(value: Maybe): string {
  if (!known(value)) return MISSING;
  if (value < 0.0005) return `0${NBSP}s`;
  if (value < 0.9995) return `${fixed(value * 1000, 0)}${NBSP}ms`;
  if (value < 9.95) return `${fixed(value, 1)}${NBSP}s`;
  const whole = Math.round(value);
  if (whole < 60) return `${whole}${NBSP}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return joinUnits(minutes, "min", whole % 60, "s");
  const rest = Math.round(whole / 60);
  return joinUnits(Math.floor(rest / 60), "h", rest % 60, "min");
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${NBSP}${largeUnit}` : `${large}${NBSP}${largeUnit} ${small}${NBSP}${smallUnit}`;
}

/** `0.7879 ± 0.0031`, or the value alone where the half-width is not known. */
export function withInterval(value: Maybe, halfWidth: Maybe, decimals: number): string {
  if (!known(value) || !known(halfWidth)) return fixed(value, decimals);
  return `${fixed(value, decimals)}${NBSP}±${NBSP}${fixed(halfWidth, decimals)}`;
}

/** `1 retraining`, `2 retrainings`. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** Decimals that show an interval's half-width with two significant digits, at least 3 and at most 6. */
export function intervalDecimals(halfWidths: readonly Maybe[]): number {
  const widths = halfWidths.filter(known).filter((w) => w > 0);
  if (widths.length === 0) return 3;
  return clampDecimals(1 - Math.floor(Math.log10(Math.min(...widths))));
}

/** Decimals of a column: enough for its two lowest different values to differ, at least 3 and at most 6. */
export function columnDecimals(values: readonly Maybe[]): number {
  const sorted = [...new Set(values.filter(known))].sort((a, b) => a - b);
  const [a, b] = sorted;
  if (a === undefined || b === undefined) return 4;
  const decimals = Math.max(4, clampDecimals(Math.ceil(-Math.log10(b - a))));
  // Halves of a unit, as 0.00005 and 0.00015, may be rounded to the same.
  return a.toFixed(decimals) === b.toFixed(decimals) ? clampDecimals(decimals + 1) : decimals;
}

function clampDecimals(decimals: number): number {
  return Math.min(6, Math.max(3, decimals));
}
