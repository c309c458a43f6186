/** Text that is safe to put into the page as it is. Only `html`, `raw` and `joinHtml` make it. */
export interface Html {
  readonly html: string;
}

/** What may stand in a hole of `html`: strings and numbers are escaped, `Html` is taken as it is, null leaves nothing. */
export type Hole = string | number | Html | readonly Html[] | null;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
// HTML allows no control characters but tab and newline, and UTF-8 no lone surrogates.
const UNREADABLE = /(?![\t\n])\p{Cc}|\p{Cs}/gu;

/** Escapes text for element content and for quoted attributes; characters that HTML forbids become U+FFFD. */
export function escapeHtml(text: string): string {
  return text.replace(UNREADABLE, "\ufffd").replace(/[&<>"']/g, (c) => ENTITIES[c] as string);
}

/** Marks text as already safe. For constants of this room only, never for text from a report. */
export function raw(text: string): Html {
  return { html: text };
}

/** Builds markup; whatever comes from outside is escaped because nothing else is possible. Attributes must be quoted. */
export function html(parts: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  let out = parts[0] as string;
  holes.forEach((hole, i) => {
    out += fill(hole) + parts[i + 1];
  });
  return { html: out };
}

/** Joins pieces of markup without anything between them. */
export function joinHtml(pieces: readonly Html[], between = ""): Html {
  return { html: pieces.map((p) => p.html).join(between) };
}

function fill(hole: Hole): string {
  if (hole === null) return "";
  if (typeof hole === "string") return escapeHtml(hole);
  if (typeof hole === "number") return Number.isFinite(hole) ? String(hole) : "–";
  if (isList(hole)) return hole.map((h) => h.html).join("");
  return hole.html;
}

function isList(hole: Html | readonly Html[]): hole is readonly Html[] {
  return Array.isArray(hole);
}

/** JSON for a `<script type="application/json">`: no `<`, so that no text can close the element. */
export function jsonForScript(value: unknown): Html {
  return {
    html: JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  };
}
