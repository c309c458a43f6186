/** A module's name in parts; `level` counts the dots before it, 0 for one that is not relative. */
export interface ModuleName {
  readonly parts: readonly string[];
  readonly level: number;
}

const NAME = "[\\p{L}_][\\p{L}\\p{N}_]*";
const DOTTED = `${NAME}(?:\\s*\\.\\s*${NAME})*`;
const FROM = new RegExp(`^[ \\t]*from[ \\t]+(\\.*)[ \\t]*(${DOTTED})?[ \\t]+import\\s*(\\([^)]*\\)|[^\\n;#]+)`, "gmu");
const IMPORT = /^[ \t]*import[ \t]+([^\n;#]+)/gm;

/**
 * What a Python file imports, and what could be modules among the names it takes from packages. More may be found than there is, as texts are
 * not told from code.
 */
export function importedModules(source: string): readonly ModuleName[] {
  const text = source.replaceAll(/\\\r?\n/g, " ");
  const plain = [...text.matchAll(IMPORT)].flatMap(([, names]) => namesIn(names).map((parts) => ({ parts, level: 0 })));
  const from = [...text.matchAll(FROM)].flatMap(([, dots, module = "", names]) => {
    const base = partsOf(module);
    const taken = namesIn(names.replaceAll(/#[^\n]*/g, ""));
    return [
      { parts: base, level: dots.length },
      ...taken.map((parts) => ({ parts: [...base, ...parts], level: dots.length })),
    ];
  });
  return [...plain, ...from].filter(({ parts }) => parts.length > 0);
}

/** `a.b as c, d` as [[a, b], [d]]. */
function namesIn(list: string): readonly (readonly string[])[] {
  return list
    .replaceAll(/[()]/g, " ")
    .split(",")
    .map((item) => partsOf(item.trim().split(/\s+as\s+/u)[0]))
    .filter((parts) => parts.length > 0);
}

function partsOf(dotted: string): readonly string[] {
  const parts = dotted.split(".").map((part) => part.trim());
  return parts.every((part) => new RegExp(`^${NAME}$`, "u").test(part)) ? parts : [];
}
