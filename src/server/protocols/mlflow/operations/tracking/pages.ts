import { badValue, type Cursor, readPageToken, writePageToken } from "../../../../../tracking/index.js";
import { given } from "./message.js";

/** However many are wished. */
export const MOST_IN_A_PAGE = 50_000;

/** How many a page holds. Throws `tracking.bad_value` for none, or for too many. */
export function pageSize(wished: number | undefined, byDefault: number): number {
  const size = wished ?? byDefault;
  const refuse = (rule: string) =>
    badValue(`Invalid value ${size} for parameter 'max_results' supplied. It must be ${rule}`);
  if (size < 1) throw refuse("a positive integer");
  if (size > MOST_IN_A_PAGE) throw refuse(`at most ${MOST_IN_A_PAGE}`);
  return size;
}

/** The place that a page's token names, null for the first page. `about` is the whole question, which the token belongs to. */
export function placeOf(token: string | undefined, about: unknown): Cursor | null {
  const text = given(token);
  return text === undefined ? null : readPageToken(text, about);
}

/** The token of the next page, if there is one. */
export function tokenOf(next: Cursor | null, about: unknown): string | undefined {
  return next === null ? undefined : writePageToken(next, about);
}
