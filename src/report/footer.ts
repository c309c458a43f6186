import { stretch } from "./dates.js";
import { type Html, html } from "./html.js";
import { count, fixed, NBSP } from "./numbers.js";
import type { DeploymentFacts, RehearsalReport } from "./types.js";

/** What answers now, with a line to try it. */
export function deploymentSection(facts: DeploymentFacts): Html {
  const stats: readonly (readonly [string, string])[] = [
    ...(facts.version === undefined ? [] : [["version", facts.version] as const]),
    ...(facts.predictions === undefined ? [] : [["predictions answered", count(facts.predictions)] as const]),
    ...(facts.p50Ms === undefined ? [] : [["median", `${milliseconds(facts.p50Ms)}`] as const]),
    ...(facts.p99Ms === undefined ? [] : [["99th percentile", `${milliseconds(facts.p99Ms)}`] as const]),
  ];
  const list = stats.map(([name, value]) => html`<div><dt>${name}</dt><dd class="num">${value}</dd></div>`);
  return html`<section class="card part" id="deployment"><div class="head"><h2>Ask the model</h2><p class="muted">the deployment <b>${facts.name}</b> answers now</p></div><div class="body"><dl class="stats">${list}</dl>${command(facts.curl)}</div></section>`;
}

function milliseconds(ms: number): string {
  return ms < 10 ? `${fixed(ms, 2)}${NBSP}ms` : `${fixed(ms, 0)}${NBSP}ms`;
}

/** A line for a shell, with a button that copies it. */
export function command(line: string): Html {
  return html`<div class="command"><pre tabindex="0"><code>${line}</code></pre><button type="button" class="btn" data-copy hidden>Copy</button></div>`;
}

/** What was replayed and how to do it again. */
export function footer(report: RehearsalReport, commands: readonly string[]): Html {
  return html`<footer class="part" id="again"><h2>Make this again</h2><p>The history of <b>${report.project}</b> from ${stretch(report.from, report.to)}. The same data, project and seed give the same figures; only CPU and wall time differ.</p>${commands.map(command)}</footer>`;
}
