import { BASE_STYLES } from "./css-base.js";
import { CHART_STYLES } from "./css-charts.js";
import { TABLE_STYLES } from "./css-tables.js";
import { MAX_TABS } from "./tabs.js";
import { TOKENS } from "./tokens.js";

const SERIES = Array.from({ length: 12 }, (_, i) => `.c${i + 1}{--c:var(--s${i + 1})}`).join("");
const DRIFT = Array.from(
  { length: 10 },
  (_, i) => `path.h${i}{fill:var(--drift-${i})}i.h${i}{background:var(--drift-${i})}`,
).join("");
const index = Array.from({ length: MAX_TABS }, (_, i) => i);
const TABS = `${index.map((i) => `.pane.p${i}`).join(",")}{display:none}${index.map((i) => `.tabhost:has(input.t${i}:checked) .pane.p${i}`).join(",")}{display:block}`;

/** Every style of the page. */
export const STYLES = [
  TOKENS,
  BASE_STYLES,
  TABLE_STYLES,
  CHART_STYLES,
  `.c0{--c:var(--ink-3)}${SERIES}`,
  DRIFT,
  TABS,
].join("\n");
