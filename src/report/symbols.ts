import { type Html, html, raw } from "./html.js";
import type { Mark, PolicyReport } from "./types.js";

/** Shapes of the page, each 12 × 12. Shape and colour both tell the kind, so that neither is needed alone. */
const SHAPES: Readonly<Record<string, string>> = {
  retraining: '<circle cx="6" cy="6" r="4.6" fill="currentColor"/>',
  refused:
    '<g fill="var(--surface)" stroke="currentColor" stroke-width="1.7"><circle cx="6" cy="6" r="4.3"/><path d="M3.1 8.9 8.9 3.1"/></g>',
  canary: '<rect y="3.4" width="12" height="5.2" rx="2.6" fill="currentColor" opacity=".5"/>',
  promotion:
    '<path d="M2 6.6 4.9 9.4 10.2 2.8" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/>',
  rollback:
    '<path d="M2.4 2.4 9.6 9.6M9.6 2.4 2.4 9.6" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"/>',
  alert: '<path d="M6 1 11.5 10.8H.5Z" fill="currentColor"/>',
  done: '<circle cx="6" cy="6" r="4.5" fill="currentColor"/>',
  running:
    '<circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="2.4" stroke-dasharray="16 10.4" stroke-linecap="round"/>',
  waiting: '<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.8"/>',
  failed:
    '<path d="M2.4 2.4 9.6 9.6M9.6 2.4 2.4 9.6" stroke="currentColor" stroke-width="2.5" stroke-linecap="round"/>',
};

/** Definitions that `symbol` refers to; once in a page. */
export function symbolDefinitions(): Html {
  const all = Object.entries(SHAPES).map(
    ([name, shape]) => `<symbol id="m-${name}" viewBox="0 0 12 12">${shape}</symbol>`,
  );
  return raw(`<svg width="0" height="0" class="defs" aria-hidden="true">${all.join("")}</svg>`);
}

/** A kind of mark or a status. */
export type SymbolName = Mark["kind"] | PolicyReport["status"];

/** One symbol in the colour of its kind; retrainings and canaries take the colour of their policy. */
export function symbol(name: SymbolName): Html {
  return html`<svg class="m m-${name}" aria-hidden="true"><use href="#m-${name}"/></svg>`;
}

/** Each kind of mark in words, in the order of a legend. */
export const MARK_WORDS: readonly { readonly kind: Mark["kind"]; readonly words: string }[] = [
  { kind: "retraining", words: "retrained" },
  { kind: "refused", words: "refused by a gate" },
  { kind: "canary", words: "canary" },
  { kind: "promotion", words: "promoted" },
  { kind: "rollback", words: "rolled back" },
  { kind: "alert", words: "alert" },
];

/** The class that gives a policy its colour: twelve colours, then grey. */
export function seriesClass(index: number): string {
  return index < 12 ? `c${index + 1}` : "c0";
}

/** A short stroke in the policy's colour, dashed from the seventh on. */
export function swatch(index: number): Html {
  return html`<i class="sw ${seriesClass(index)}${index >= 6 ? " dashed" : ""}"></i>`;
}
