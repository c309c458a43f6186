import type { Clock } from "./clock.js";
import type { Random } from "./random.js";

/** An identifier such as `run_01h…`: the prefix says what it names, the rest sorts by time. */
export type Id<Prefix extends string> = `${Prefix}_${string}`;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/** How many ids fit into one millisecond; more of them borrow from the next. */
const SEQUENCES = 32 ** 3;

/** Makes ids that sort by creation: 10 characters of time, 3 of a counter within the millisecond, 8 of chance. */
export function idFactory(clock: Clock, random: Random): <P extends string>(prefix: P) => Id<P> {
  let last = -1;
  let sequence = 0;
  return (prefix) => {
    const now = clock.now();
    if (now > last) [last, sequence] = [now, 0];
    else if (++sequence === SEQUENCES) [last, sequence] = [last + 1, 0];
    let chance = "";
    for (let i = 0; i < 8; i++) chance += ALPHABET[random.int(32)];
    return `${prefix}_${base32(last, 10)}${base32(sequence, 3)}${chance}`;
  };
}

function base32(value: number, width: number): string {
  let text = "";
  for (let rest = value, i = 0; i < width; i++, rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32] + text;
  return text;
}
