import { facts, table } from "../output.js";
import type { Reproduction } from "./compare-all.js";

/** At most so many places of a model are named. */
const MOST_PLACES = 20;

/** A reproduction for people. */
export function reproductionText(found: Reproduction): string {
  const { metrics, file, logged } = found;
  const different = metrics.filter(({ isEqual }) => !isEqual);
  const said = found.isEqual
    ? `${found.run} came back equal: ${metrics.length} metrics and every byte of the model${loggedAside(found)}.`
    : `${found.run} did not come back equal: ${[
        different.length > 0 ? `${different.length} of ${metrics.length} metrics differ` : "metrics are equal",
        file.isEqual ? "the model is equal" : "the model differs",
      ].join(", ")}.`;
  const both = metrics.map(({ name, before, after, isEqual }) => [
    name,
    shown(before),
    shown(after),
    isEqual ? "equal" : "differs",
  ]);
  return [
    said,
    table(["metric of the holdout", "then", "now", ""], both),
    facts([
      ["model", file.isEqual ? `equal, SHA-256 ${file.before}` : `SHA-256 ${file.before}\nnow     ${file.after}`],
      ...(file.isEqual ? [] : [["differs in", placesText(found)] as const]),
      ["code", codeText(found)],
      ["data", dataText(found)],
      ["seed", found.seed],
      ["environment", environmentText(found)],
      ...(logged.length === 0 ? [] : [["logged", loggedText(found)] as const]),
    ]),
  ].join("\n");
}

function placesText({ file }: Reproduction): string {
  if (file.differences.length === 0) return "the file of then is gone: only its digest is known";
  const lines = file.differences.slice(0, MOST_PLACES).map(({ place, before, after, largest }) => {
    return `${place}: ${before} then, ${after} now${largest === undefined ? "" : `; at most ${largest} apart`}`;
  });
  const more = file.differences.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more places`] : [])].join("\n");
}

function codeText({ code }: Reproduction): string {
  if (code.isChanged === null) return `${code.version}, as kept; the folder's own does not load now`;
  return code.isChanged ? `${code.version}, as kept; the folder's own has changed since` : code.version;
}

function dataText({ data }: Reproduction): string {
  if (data.from === "recomputed") return `${data.datasetVersion}, made again from the sources`;
  const why = data.failure === null ? [] : [data.failure];
  const changed = data.changed.map(({ source, what }) => `source ${source} has changed: ${what}`);
  return [
    `${data.datasetVersion}, the training set as kept, as the sources do not give it any more`,
    ...why,
    ...changed,
  ].join("\n");
}

function environmentText({ environment }: Reproduction): string {
  if (environment.length === 0) return "the same";
  return environment
    .map(({ what, before, after }) => `${what}: ${before ?? "none"} then, ${after ?? "none"} now`)
    .join("\n");
}

/** That the verdict is not about what a script logged, where that differs. */
function loggedAside({ logged }: Reproduction): string {
  const differ = logged.filter(({ isEqual }) => !isEqual).length;
  if (differ === 0) return "";
  return `; ${differ} of ${logged.length} that the script logged ${differ === 1 ? "differs" : "differ"}, which may be times`;
}

function loggedText({ logged }: Reproduction): string {
  const lines = logged.filter(({ isEqual }) => !isEqual);
  if (lines.length === 0) return `${logged.length} metrics of the script, all equal`;
  return lines.map(({ name, before, after }) => `${name}: ${shown(before)} then, ${shown(after)} now`).join("\n");
}

function shown(value: number | null): string {
  return value === null ? "none" : String(value);
}
