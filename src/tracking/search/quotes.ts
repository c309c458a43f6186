import { refuse } from "./refuse.js";

function isWithin(text: string, quote: string): boolean {
  return text.length >= 2 && text.startsWith(quote) && text.endsWith(quote);
}

/** The text between back-ticks, if it stands between them. */
export function withoutBackticks(text: string): string {
  return isWithin(text, "`") ? text.slice(1, -1) : text;
}

/** A key without its quotes, if it has any; what is between them is taken as it is. */
export function keyOf(text: string): string {
  return withoutBackticks(isWithin(text, "'") || isWithin(text, '"') ? text.slice(1, -1) : text);
}

/** The text between single or double quotes, as it is. Throws `tracking.bad_filter` for one without. */
export function quotedText(text: string): string {
  if (isWithin(text, "'") || isWithin(text, '"')) return text.slice(1, -1);
  return refuse(
    "Parameter value is either not quoted or unidentified quote types used for string value " +
      `${text}. Use either single or double quotes.`,
  );
}
