import { createHash } from "node:crypto";

/** Headers of every answer: nothing may be guessed, framed, or told to other sites. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
};

/**
 * The Content-Security-Policy of a page whose scripts and styles are inline: each is allowed by the SHA-256 of its text, style attributes
 * as such, requests only to this server, and nothing from elsewhere.
 */
export function pagePolicy(html: string): string {
  return [
    "default-src 'none'",
    `script-src ${hashesOf(html, "script")}`,
    `style-src-elem ${hashesOf(html, "style")}`,
    "style-src-attr 'unsafe-inline'",
    // For browsers that know no -elem and -attr; the others ignore it.
    `style-src ${hashesOf(html, "style")}`,
    "img-src 'self' data:",
    "font-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** HTML as the browser reads it before it hashes: line ends are LF. */
export function normalisedHtml(html: string): string {
  return html.replace(/\r\n?/g, "\n");
}

function hashesOf(html: string, element: "script" | "style"): string {
  const pattern = new RegExp(`<${element}(?:\\s[^>]*)?>([\\s\\S]*?)</${element}\\s*>`, "gi");
  const hashes = [...html.matchAll(pattern)].map(
    ([, text]) => `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`,
  );
  return hashes.length > 0 ? [...new Set(hashes)].join(" ") : "'none'";
}
