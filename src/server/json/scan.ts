const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;

/** What can be told of JSON text without parsing it; everything counts outside of strings. */
export interface JsonScan {
  readonly colons: number;
  readonly commas: number;
  readonly depth: number;
}

/** One pass over UTF-8 bytes; all marks that count are ASCII, which never occurs inside a longer character. */
export function scanJson(bytes: Uint8Array): JsonScan {
  let colons = 0;
  let commas = 0;
  let level = 0;
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) {
      for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) if (bytes[i] === BACKSLASH) i++;
    } else if (byte === COLON) colons++;
    else if (byte === COMMA) commas++;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++level > depth) depth = level;
    } else if (byte === 0x7d || byte === 0x5d) level--;
  }
  return { colons, commas, depth };
}

/** How many keys a parsed value has, at every depth. */
export function countKeys(value: unknown): number {
  if (value === null || typeof value !== "object") return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (item !== null && typeof item === "object") keys += countKeys(item);
    return keys;
  }
  const record = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(record)) {
    const item = record[key];
    keys += 1 + (item !== null && typeof item === "object" ? countKeys(item) : 0);
  }
  return keys;
}
