import { type Html, html, joinHtml } from "./html.js";
import { inline } from "./markdown-inline.js";

/**
 * Markdown as markup: headings, paragraphs, lists, tables, quotes, rules and code. Everything is escaped, so HTML in
 * the text shows as text; addresses stay text. Headings begin at `<h3>`, under the page's own.
 */
export function markdown(text: string): Html {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks: Html[] = [];
  let at = 0;
  while (at < lines.length) {
    const block = BLOCKS.map((read) => read(lines, at)).find((b) => b !== null) ?? paragraph(lines, at);
    blocks.push(block.html);
    at = Math.max(at + 1, block.next);
  }
  return joinHtml(blocks);
}

interface Block {
  readonly html: Html;
  readonly next: number;
}
type ReadBlock = (lines: readonly string[], at: number) => Block | null;

const lineAt = (lines: readonly string[], at: number): string => lines[at] ?? "";
const LIST = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const FENCE = /^\s{0,3}(`{3,}|~{3,})/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*\s*$/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;
const DIVIDER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

const blank: ReadBlock = (lines, at) => (lineAt(lines, at).trim() === "" ? { html: html``, next: at + 1 } : null);

const frontMatter: ReadBlock = (lines, at) => {
  if (at !== 0 || lineAt(lines, 0).trim() !== "---") return null;
  const end = lines.findIndex((l, i) => i > 0 && l.trim() === "---");
  return end < 2 ? null : { html: pre(lines.slice(1, end).join("\n")), next: end + 1 };
};

const fence: ReadBlock = (lines, at) => {
  const mark = FENCE.exec(lineAt(lines, at))?.[1];
  if (mark === undefined) return null;
  let end = at + 1;
  while (end < lines.length && !lineAt(lines, end).trim().startsWith(mark)) end++;
  return { html: pre(lines.slice(at + 1, end).join("\n")), next: end + 1 };
};

const heading: ReadBlock = (lines, at) => {
  const match = HEADING.exec(lineAt(lines, at));
  if (!match) return null;
  const text = inline(match[2] as string);
  const level = (match[1] as string).length;
  const block =
    level === 1
      ? html`<h3>${text}</h3>`
      : level === 2
        ? html`<h4>${text}</h4>`
        : level === 3
          ? html`<h5>${text}</h5>`
          : html`<h6>${text}</h6>`;
  return { html: block, next: at + 1 };
};

const rule: ReadBlock = (lines, at) => (RULE.test(lineAt(lines, at)) ? { html: html`<hr>`, next: at + 1 } : null);

const quote: ReadBlock = (lines, at) => {
  let end = at;
  while (/^\s{0,3}>/.test(lineAt(lines, end))) end++;
  if (end === at) return null;
  const inner = lines
    .slice(at, end)
    .map((l) => l.replace(/^\s{0,3}>\s?/, ""))
    .join(" ");
  return { html: html`<blockquote><p>${inline(inner)}</p></blockquote>`, next: end };
};

const table: ReadBlock = (lines, at) => {
  if (!lineAt(lines, at).includes("|") || !lineAt(lines, at + 1).includes("-") || !DIVIDER.test(lineAt(lines, at + 1)))
    return null;
  const heads = cellsOf(lineAt(lines, at));
  const right = cellsOf(lineAt(lines, at + 1)).map((c) => c.endsWith(":"));
  let end = at + 2;
  while (lineAt(lines, end).includes("|")) end++;
  const rows = lines.slice(at + 2, end).map((l) => {
    const cells = cellsOf(l);
    return html`<tr>${heads.map((_, i) => html`<td${right[i] ? html` class="n"` : null}>${inline(cells[i] ?? "")}</td>`)}</tr>`;
  });
  const head = heads.map((h, i) => html`<th scope="col"${right[i] ? html` class="n"` : null}>${inline(h)}</th>`);
  return {
    html: html`<div class="scroll" tabindex="0" role="region" aria-label="Table"><table class="plain"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`,
    next: end,
  };
};

const list: ReadBlock = (lines, at) => {
  const first = LIST.exec(lineAt(lines, at));
  if (!first) return null;
  const indent = (first[1] as string).length;
  const ordered = /\d/.test(first[2] as string);
  const items: Html[] = [];
  let next = at;
  for (
    let match = LIST.exec(lineAt(lines, next));
    match && (match[1] as string).length === indent;
    match = LIST.exec(lineAt(lines, next))
  ) {
    const item = listItem(lines, next, match[3] as string, indent);
    items.push(item.html);
    next = item.next;
  }
  return { html: ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`, next };
};

// An item goes on over indented lines; a deeper list inside it is a list of its own.
function listItem(lines: readonly string[], at: number, first: string, indent: number): Block {
  let text = first;
  let nested: Html | null = null;
  let next = at + 1;
  while (/^\s+\S/.test(lineAt(lines, next)) && leading(lineAt(lines, next)) > indent && nested === null) {
    const inner = LIST.test(lineAt(lines, next)) ? list(lines, next) : null;
    if (inner) nested = inner.html;
    else text += ` ${lineAt(lines, next).trim()}`;
    next = inner ? inner.next : next + 1;
  }
  return { html: html`<li>${inline(text)}${nested}</li>`, next };
}

function leading(line: string): number {
  return line.length - line.trimStart().length;
}

function paragraph(lines: readonly string[], at: number): Block {
  let end = at + 1;
  while (end < lines.length && !STOPS.some((read) => read(lines, end) !== null)) end++;
  return { html: html`<p>${inline(lines.slice(at, end).join(" ").trim())}</p>`, next: end };
}

function pre(text: string): Html {
  return html`<pre tabindex="0"><code>${text}</code></pre>`;
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "");
  return inner.split(/(?<!\\)\|/).map((c) => c.trim().replace(/\\\|/g, "|"));
}

const BLOCKS: readonly ReadBlock[] = [blank, frontMatter, fence, heading, rule, quote, table, list];
const STOPS: readonly ReadBlock[] = [blank, fence, heading, rule, quote, table, list];

/** Whether there is anything to show. */
export function isText(text: string): boolean {
  return text.trim() !== "";
}
