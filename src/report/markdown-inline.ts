import { type Html, html, joinHtml } from "./html.js";

// Code first, because nothing inside it is marked up; then images and links, strong, emphasis.
const INLINE =
  /(`+)([^`](?:.*?[^`])?)\1(?!`)|!?\[([^[\]]*)\]\(([^()\s]*)\)|(\*\*|__)(?=\S)(.+?)\5|(?<![\w*])([*_])(?=\S)(.+?)(?<=\S)\7(?![\w*])/g;

/** Text within a line: code, strong, emphasis; a link becomes its words with the address behind them. */
export function inline(text: string): Html {
  const pieces: Html[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    pieces.push(html`${unescaped(text.slice(from, match.index))}`, span(match));
    from = match.index + match[0].length;
  }
  pieces.push(html`${unescaped(text.slice(from))}`);
  return joinHtml(pieces);
}

function span(match: RegExpMatchArray): Html {
  const [, , code, words, address, , strong, , emphasis] = match;
  if (code !== undefined) return html`<code>${code}</code>`;
  if (address !== undefined)
    return address === "" || address === words ? html`${words ?? ""}` : html`${words ?? ""} (${address})`;
  if (strong !== undefined) return html`<strong>${inline(strong)}</strong>`;
  return html`<em>${inline(emphasis ?? "")}</em>`;
}

function unescaped(text: string): string {
  return text.replace(/\\([\\`*_{}[\]()#+\-.!|>~])/g, "$1");
}
