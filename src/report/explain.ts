import { type Html, html } from "./html.js";
import { isText, markdown } from "./markdown.js";
import type { RehearsalReport } from "./types.js";

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  [
    "Rehearsal",
    "History is replayed in order. Each policy lives through it once: it predicts, learns outcomes only when they became known, and decides by itself when to retrain. Nothing from the future reaches the past.",
  ],
  [
    "ROC-AUC",
    "The chance that a random positive case is ranked above a random negative one. 0.5 is guessing, 1 is perfect.",
  ],
  [
    "± and bands",
    "95 % intervals after DeLong. Where the intervals of two policies overlap widely, the stretch is too short to tell them apart.",
  ],
  ["Log loss, Brier", "How far the stated probabilities were from what happened. Less is better."],
  [
    "Calibration error",
    "Mean distance between predicted and observed rate over bins of predictions. 0.01 means: wrong by one point in a hundred.",
  ],
  ["Canary", "A new version first answers a share of the requests. A guard watches and promotes it, or rolls it back."],
  ["Refused by a gate", "A trained version that did not reach what the project asks of it never answers a request."],
  [
    "Drift, limit",
    "How far a feature’s distribution is from the training data. Each feature has its own limit; 1 is at the limit, and chance alone seldom goes beyond it.",
  ],
  [
    "CPU, wall",
    "Processor time and time by the clock on the wall. They depend on the machine; all other figures come out the same again.",
  ],
];

/** The words of the page and how to read it. */
export function wordsSection(): Html {
  const list = WORDS.map(([word, meaning]) => html`<dt>${word}</dt><dd>${meaning}</dd>`);
  return html`<section class="card part" id="words"><div class="head"><h2>How to read this</h2></div><dl class="body words">${list}</dl></section>`;
}

/** The model card, when there is one. */
export function cardSection(report: RehearsalReport): Html {
  if (report.modelCard === null || !isText(report.modelCard)) return html``;
  return html`<section class="card part" id="model-card"><div class="head"><h2>Model card</h2><p class="muted">${report.model}</p></div><div class="body prose">${markdown(report.modelCard)}</div></section>`;
}
