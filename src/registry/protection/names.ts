import { badValue } from "../bad-values.js";
import { checkAlias, checkAliasIsFree, checkModelName } from "../names.js";
import type { VersionStage } from "../types.js";

const STAGE = "stage:";
const STAGES: readonly string[] = ["Staging", "Production"];

/** A stage as policies and approvals name it, beside aliases. */
export function stageName(stage: VersionStage): string {
  return `${STAGE}${stage}`;
}

/** The URI by which people load what has an alias, or is in a stage. */
export function placeUri(model: string, alias: string): string {
  return alias.startsWith(STAGE) ? `models:/${model}/${alias.slice(STAGE.length)}` : `models:/${model}@${alias}`;
}

/** What can be protected: an alias, or a stage that serves. Throws `registry.bad_value`. */
export function checkProtectable(alias: string): void {
  if (!alias.startsWith(STAGE)) {
    checkAlias(alias);
    checkAliasIsFree(alias);
  } else if (!STAGES.includes(alias.slice(STAGE.length)))
    throw badValue(`expected an alias, stage:Staging or stage:Production, got '${alias}'`);
}

/** A model's name, or a pattern in which `*` stands for any characters. Throws `registry.bad_value`. */
export function checkPattern(pattern: string): void {
  checkModelName(pattern.replaceAll("*", "x"));
}

/** Whether a pattern fits a name. */
export function fits(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === name;
  const last = rest.pop() as string;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}
