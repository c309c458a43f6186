/** A source of a version, taken apart as clients do. */
export interface SourceUri {
  /** In small letters; empty for a path. */
  readonly scheme: string;
  /** In small letters, with user and port; empty where no host is named. */
  readonly authority: string;
  readonly path: string;
}

/** Takes a URI apart; control characters and spaces around it, which clients drop, do not hide a scheme. */
export function parseSource(text: string): SourceUri {
  const uri = text.replace(/^[\0-\x20]+/, "").replace(/[\t\r\n]/g, "");
  const [, scheme = "", rest = ""] = /^(?:([a-z][a-z0-9+.-]*):)?(.*)$/is.exec(uri) ?? [];
  const [, authority = "", path = ""] = /^(?:\/\/([^/?#]*))?([^?#]*)/s.exec(rest) ?? [];
  return { scheme: scheme.toLowerCase(), authority: authority.toLowerCase(), path };
}

/** Whether the files are on the disk of whoever reads them. */
export function isLocalSource(source: string): boolean {
  const { scheme } = parseSource(source);
  return scheme === "" || scheme === "file";
}

/** Whether a URI, however it is encoded, climbs up, is relative, or carries a NUL. */
export function hasRelativePath(source: string): boolean {
  const decoded = decodeAll(source.replaceAll("+", " "));
  const path = parseSource(decoded).path.replace(/\/+/g, "/").replace(/\/$/, "");
  const parts = path.split("/");
  if (path.includes("\0") || decoded.split(/[/\\]/).includes("..")) return true;
  return parts[0] !== "" || parts.length < 2 || parts.includes(".");
}

/** Whether a source lies at or under a root: same scheme and host, and the root's path first. */
export function isWithin(source: string, root: string): boolean {
  const [inner, outer] = [parseSource(source), parseSource(root)];
  const [parts, rootParts] = [partsOf(inner.path), partsOf(outer.path)];
  if (inner.scheme !== outer.scheme || inner.authority !== outer.authority || rootParts.length === 0) return false;
  const isPlain = parts.every((part) => part !== ".." && !part.includes("\0"));
  return isPlain && rootParts.every((part, i) => parts[i] === part);
}

/** The path of a local source: of `file:///a/b`, `/a/b`. */
export function localPath(source: string): string {
  const { scheme, path } = parseSource(source);
  return scheme === "file" ? decodeAll(path) : source;
}

function partsOf(path: string): string[] {
  return path
    .split("/")
    .filter((part) => part !== "")
    .map((part) => decodeAll(part));
}

const MOST_ROUNDS = 16;

/**
 * Decodes percent signs until none is left that decodes; bytes that are no UTF-8 stay as they are. What was encoded more often than
 * anybody does becomes a NUL, which nothing allows.
 */
function decodeAll(text: string, rounds = MOST_ROUNDS): string {
  if (rounds === 0) return "\0";
  const decoded = text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes.replace(/%([0-7][0-9a-f])/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    }
  });
  return decoded === text ? text : decodeAll(decoded, rounds - 1);
}
