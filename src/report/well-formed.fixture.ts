const VOID = new Set(["meta", "link", "br", "hr", "img", "input"]);

/**
 * Problems of a page's markup: tags that do not match, attributes without quotes, a bare `<`, ids that occur twice.
 * Stricter than HTML, written apart from the code that makes the page.
 */
export function markupProblems(page: string): string[] {
  const problems: string[] = [];
  const open: string[] = [];
  const ids = new Set<string>();
  const body = page.replace(/^<!doctype html>/, "").replace(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, "<$1$2></$1>");
  const tag = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/g;
  let from = 0;
  for (const match of body.matchAll(tag)) {
    const text = body.slice(from, match.index);
    if (/[<>]/.test(text)) problems.push(`stray angle in: ${text.slice(0, 80)}`);
    if (/&(?!(amp|lt|gt|quot|#39);)/.test(text + match[3]))
      problems.push(`bare ampersand in: ${(text + match[3]).slice(0, 80)}`);
    from = match.index + match[0].length;
    const [, close, name, attributes, selfClosed] = match as unknown as [string, string, string, string, string];
    const id = /\sid="([^"]*)"/.exec(attributes)?.[1];
    if (id !== undefined) ids.has(id) ? problems.push(`id twice: ${id}`) : ids.add(id);
    if (close) {
      const expected = open.pop();
      if (expected !== name) problems.push(`</${name}> closes <${expected}>`);
    } else if (!selfClosed && !VOID.has(name)) open.push(name);
  }
  if (/[<>]/.test(body.slice(from))) problems.push("stray angle at the end");
  return [...problems, ...open.map((name) => `<${name}> is not closed`)];
}
