/** What of a file is asked for: bytes [from, to). */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The range that a Range header asks for (RFC 9110, 14.2): null for the whole, where it is not understood or names several;
 * "unsatisfiable" where nothing of it is in the file.
 */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | "unsatisfiable" | null {
  const match = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "");
  if (!match) return null;
  const [, first, last] = match;
  if (first === "" && last === "") return null;
  if (first === "") {
    const from = Math.max(0, sizeBytes - Number(last));
    return from < sizeBytes ? { from, to: sizeBytes } : "unsatisfiable";
  }
  const from = Number(first);
  if (last !== "" && Number(last) < from) return null;
  if (from >= sizeBytes) return "unsatisfiable";
  return { from, to: last === "" ? sizeBytes : Math.min(sizeBytes, Number(last) + 1) };
}
