import { type Html, html, joinHtml } from "./html.js";
import type { PolicyReport } from "./types.js";

/** A piece of a sentence: plain text, or text that stands out. */
export type Piece = string | { readonly strong: string };

/** A sentence in pieces, so that words and markup stay apart. */
export type Sentence = readonly Piece[];

/** What the rehearsal found, in words. */
export interface Finding {
  readonly title: string;
  readonly evidence: readonly Sentence[];
  /** What limits the finding: failures, what is still open, what the intervals mean. */
  readonly conditions: readonly Sentence[];
  /** The policy that the finding speaks for, or null. */
  readonly chosen: string | null;
}

/** A policy's name as a piece that stands out. */
export function named(policy: PolicyReport): Piece {
  return { strong: policy.policy };
}

/** The sentence as markup, escaped. */
export function sentenceHtml(sentence: Sentence): Html {
  return joinHtml(sentence.map((p) => (typeof p === "string" ? html`${p}` : html`<b>${p.strong}</b>`)));
}

/** The sentence as plain text. */
export function sentenceText(sentence: Sentence): string {
  return sentence.map((p) => (typeof p === "string" ? p : p.strong)).join("");
}

const PHRASES: Readonly<Record<string, string>> = {
  never: "Never retraining",
  "on-drift": "Retraining on drift",
  drift: "Retraining on drift",
  "on-decay": "Retraining on decay",
  daily: "Retraining every day",
  weekly: "Retraining every week",
  monthly: "Retraining every month",
  quarterly: "Retraining every quarter",
  yearly: "Retraining every year",
};

/** What a policy does, to begin a title: `Retraining on drift`; an unknown one is quoted by its name. */
export function policyPhrase(policy: PolicyReport): string {
  return PHRASES[policy.policy.trim().toLowerCase()] ?? `“${policy.policy}”`;
}

/** The phrase inside a sentence: `retraining on drift`. */
export function policyPhraseInside(policy: PolicyReport): string {
  const phrase = policyPhrase(policy);
  return phrase.startsWith("“") ? phrase : phrase.charAt(0).toLowerCase() + phrase.slice(1);
}
