const MARK = "\u0001";

/**
 * Text as every dialect keeps it whole: PostgreSQL has no U+0000, and SQLite's binding reads up to the first. It becomes
 * U+0001 U+0001, and U+0001 becomes U+0001 U+0002, which keeps equality and the order by bytes.
 */
export function encodeText(text: string): string {
  if (!text.includes("\0") && !text.includes(MARK)) return text;
  return text.replaceAll(MARK, `${MARK}\u0002`).replaceAll("\0", MARK + MARK);
}

/** Reads what {@link encodeText} wrote. */
export function decodeText(text: string): string {
  return text.includes(MARK) ? text.replaceAll(MARK + MARK, "\0").replaceAll(`${MARK}\u0002`, MARK) : text;
}
