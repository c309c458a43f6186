import { type Html, html } from "./html.js";
import { count, listWords, plural } from "./numbers.js";
import { coordinate } from "./scales.js";
import { MARK_WORDS, seriesClass, swatch, symbol } from "./symbols.js";
import type { Timeline } from "./timeline.js";
import type { Mark, PolicyReport, RehearsalReport } from "./types.js";

/** One lane for each policy under the chart: what it decided, and when, on the same axis. */
export function lanes(report: RehearsalReport, timeline: Timeline): Html {
  return html`<div class="lanes">${report.policies.map((p, i) => lane(p, i, timeline))}</div>`;
}

function lane(policy: PolicyReport, index: number, timeline: Timeline): Html {
  const empty = policy.status === "waiting" ? "waits for its turn" : policy.marks.length === 0 ? "no decisions" : null;
  const words = empty ?? summary(policy);
  const marks = [...policy.marks].sort((a, b) => order(a) - order(b));
  return html`<div class="trow lane ${seriesClass(index)}"><div class="gl lane-name">${swatch(index)}<span>${policy.policy}</span></div><div class="track" role="img" aria-label="${policy.policy}: ${words}"><i class="base"></i>${empty ? html`<span class="none">${empty}</span>` : null}${marks.map((m) => markMarkup(m, policy, timeline))}</div><div class="gr"></div></div>`;
}

// Bars lie under the symbols.
function order(mark: Mark): number {
  return mark.kind === "canary" ? 0 : 1;
}

function markMarkup(mark: Mark, policy: PolicyReport, timeline: Timeline): Html {
  const left = timeline.percentAt(mark.at);
  if (left === null) return html``;
  if (mark.kind !== "canary")
    return html`<span class="mk k-${mark.kind}" style="left:${coordinate(left)}%" title="${mark.text}">${symbol(mark.kind)}</span>`;
  const end = mark.until ? timeline.percentAt(mark.until) : openEnd(policy, timeline, left);
  const width = Math.max(0.3, (end ?? left) - left);
  return html`<span class="bar${endedBadly(mark, policy) ? " bad" : ""}" style="left:${coordinate(left)}%;width:${coordinate(width)}%" title="${mark.text}"></span>`;
}

function openEnd(policy: PolicyReport, timeline: Timeline, left: number): number {
  const last = policy.weeks[policy.weeks.length - 1];
  return Math.max(left, (last ? timeline.percentAt(last.to) : left) ?? left);
}

function endedBadly(canary: Mark, policy: PolicyReport): boolean {
  if (canary.until === undefined) return false;
  return policy.marks.some(
    (m) => m.kind === "rollback" && m.at === canary.until && (m.version ?? null) === (canary.version ?? null),
  );
}

function summary(policy: PolicyReport): string {
  const of = (kind: Mark["kind"]) => policy.marks.filter((m) => m.kind === kind).length;
  const words: readonly (readonly [Mark["kind"], string, string])[] = [
    ["retraining", "retraining", "retrainings"],
    ["refused", "version refused by a gate", "versions refused by a gate"],
    ["canary", "canary", "canaries"],
    ["promotion", "promotion", "promotions"],
    ["rollback", "rollback", "rollbacks"],
    ["alert", "alert", "alerts"],
  ];
  return listWords(words.filter(([k]) => of(k) > 0).map(([k, one, many]) => plural(of(k), one, many)));
}

/** What the symbols in the lanes mean. */
export function laneKeys(): Html {
  return html`<div class="keys">${MARK_WORDS.map(({ kind, words }) => html`<span>${symbol(kind)}${words}</span>`)}</div>`;
}

/** Every decision in words, oldest first, for each policy. */
export function decisionsList(report: RehearsalReport): Html {
  const policies = report.policies.filter((p) => p.marks.length > 0);
  if (policies.length === 0) return html``;
  const lists = policies.map((p, i) => {
    const sorted = [...p.marks].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const items = sorted.map(
      (m) =>
        html`<li><time>${m.at.slice(0, 10)}</time>${symbol(m.kind)}<span><span class="sr">${wordOf(m)}: </span>${m.text}</span></li>`,
    );
    return html`<div class="${seriesClass(report.policies.indexOf(p))}"><h3>${swatch(report.policies.indexOf(p))}${p.policy} <small class="muted">${count(p.marks.length)}</small></h3><ol class="decisions-list" tabindex="0" role="region" aria-label="Decisions of ${p.policy}${i > 0 ? "" : ", oldest first"}">${items}</ol></div>`;
  });
  return html`<details class="as-table" id="decisions-list"><summary>All decisions in words</summary><div class="decisions-grid">${lists}</div></details>`;
}

function wordOf(mark: Mark): string {
  return MARK_WORDS.find((w) => w.kind === mark.kind)?.words ?? mark.kind;
}
