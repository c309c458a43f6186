/** How browsers save a file and what they call it (RFC 6266): never shown on this server's own origin. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  if (plain === name) return `attachment; filename="${name}"`;
  const extended = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended}`;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  csv: "text/csv",
  gif: "image/gif",
  html: "text/html",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  webp: "image/webp",
  zip: "application/zip",
};

const TEXTS = new Set("cfg conf ini js log md mlmodel mlproject py r rst sh sql ts tsv txt yaml yml".split(" "));

/** The media type that a name's ending says; bytes by default. */
export function mediaType(name: string): string {
  const ending = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  if (Object.hasOwn(MEDIA_TYPES, ending)) return MEDIA_TYPES[ending];
  return TEXTS.has(ending) ? "text/plain" : "application/octet-stream";
}
