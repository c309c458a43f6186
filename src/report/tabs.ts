import { type Html, html, raw } from "./html.js";

/** Tabs beyond this many have no style rule and stay visible. */
export const MAX_TABS = 24;

/** One tab and what it shows. */
export interface Tab {
  readonly label: Html;
  readonly pane: Html;
}

/** A segmented choice made of radio buttons: works without script, and the page's refresh keeps what was chosen. */
export function tabs(
  group: string,
  legend: string,
  list: readonly Tab[],
  selected: number,
): { readonly choice: Html; readonly panes: Html } {
  const inputs = list.map(
    (t, i) =>
      html`<input type="radio" name="${group}" id="${group}-${i}" class="t${i}"${i === selected ? raw(" checked") : null}><label for="${group}-${i}">${t.label}</label>`,
  );
  const choice =
    list.length < 2 ? html`` : html`<fieldset class="tabs"><legend class="sr">${legend}</legend>${inputs}</fieldset>`;
  const panes =
    list.length < 2
      ? list.map((t) => html`<div class="pane">${t.pane}</div>`)
      : list.map((t, i) => html`<div class="pane p${i}">${t.pane}</div>`);
  return { choice, panes: html`${panes}` };
}
