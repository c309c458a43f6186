/** The parts of a date that come round, with the first value and how many there are. */
export const CYCLES = {
  month: { first: 1, period: 12 },
  day: { first: 1, period: 31 },
  weekday: { first: 1, period: 7 },
  hour: { first: 0, period: 24 },
  minute: { first: 0, period: 60 },
  dayOfYear: { first: 1, period: 366 },
  quarter: { first: 1, period: 4 },
} as const;

/** A part of a date that comes round. */
export type CyclicPart = keyof typeof CYCLES;

/**
 * sin or cos of 2π·k/period for k = 0 … period − 1, the place of the part's first value being k = 0. Exactly 0 and ±1 where they
 * should be, and symmetric: all are made from the first eighth of the circle.
 */
export function wave(part: CyclicPart, curve: "sin" | "cos"): Float64Array {
  const { period } = CYCLES[part];
  return Float64Array.from({ length: period }, (_, k) => sineOfTurn(k, period, curve === "cos" ? 1 : 0));
}

/** sin(2π·(k/period + quarters/4)). */
function sineOfTurn(k: number, period: number, quarters: number): number {
  // In units of 1/(8·period) of a turn everything is a whole number.
  const unit = 8 * period;
  const at = (8 * k + 2 * quarters * period) % unit;
  const half = unit / 2;
  const sign = at > half ? -1 : 1;
  const upper = at % half;
  const quarter = Math.min(upper, half - upper);
  if (quarter === 0) return 0;
  const eighth = unit / 8;
  const angle = (steps: number): number => (2 * Math.PI * steps) / unit;
  return sign * (quarter <= eighth ? Math.sin(angle(quarter)) : Math.cos(angle(2 * eighth - quarter)));
}
