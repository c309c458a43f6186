import { asGyreError, type Duration, durationMs, GyreError, nearestName } from "../core/index.js";
import { checkDefinitions } from "../features/index.js";
import { GATE_METRICS } from "../registry/index.js";
import { isPython } from "../training/index.js";
import type { Project } from "./types.js";

/**
 * Checks that a project's parts fit together: names that can be used, references that resolve, columns that exist, times in order.
 * Columns are checked once every source has a locked schema. Throws `project.unknown_name`, `project.bad_definition`,
 * `features.bad_definition` or `data.bad_time_zone`, naming the place and the nearest right name.
 */
export function checkProject(project: Project): void {
  checkShape(project);
  checkNames(project);
  checkSources(project);
  if (project.sources.every(({ schema }) => Object.keys(schema.columns).length > 0)) {
    const { features, examples } = project.model;
    checkDefinitions({ entities: project.entities, views: project.views }, features, project.sources, examples);
    const { unit } = project.deployment;
    if (unit !== null) known("deployment.unit", unit, Object.keys(features.fields));
  }
  known("deployment.model", project.deployment.model, [project.model.name]);
  known("policy", project.policy, Object.keys(project.retraining));
  for (const gate of project.gates) known("gates", gate.metric, GATE_METRICS);
  checkScript(project);
  checkDurations(project);
  checkTimes(project);
}

const PARTS = [
  "name",
  "sources",
  "entities",
  "views",
  "model",
  "gates",
  "deployment",
  "rollout",
  "monitors",
  "retraining",
  "policy",
] as const;

/** What is missing altogether, for projects that no compiler saw. */
function checkShape(project: Project): void {
  if (project === null || typeof project !== "object" || Array.isArray(project)) {
    throw bad("the project file must export by default what defineProject({ … }) returns");
  }
  const missing = PARTS.find((part) => project[part] === undefined);
  if (missing !== undefined) throw bad(`the project has no ${missing}`, `add ${missing} to defineProject({ … })`);
}

/** Names stand in addresses, tables, columns and file names. */
function checkNames(project: Project): void {
  const groups = {
    project: [project],
    source: project.sources,
    entity: project.entities,
    view: project.views,
    model: [project.model],
    deployment: [project.deployment],
  };
  for (const [what, named] of Object.entries(groups)) {
    const names = named.map(({ name }) => name);
    const wrong = names.find((name) => !/^[A-Za-z_][\w.-]*$/.test(name));
    if (wrong !== undefined) {
      throw bad(
        `${what} ${JSON.stringify(wrong)} has a name that cannot be used`,
        "begin with a letter; go on with letters, digits, _ - and .",
      );
    }
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    const plural = what === "entity" ? "entities" : `${what}s`;
    if (twice !== undefined) throw bad(`two ${plural} are called ${twice}`, "names must be unique");
  }
}

function checkSources(project: Project): void {
  const before: string[] = [];
  for (const { name, schema, ...source } of project.sources) {
    if (source.kind === "query") for (const from of source.from) known(`sources.${name}.from`, from, before);
    const columns = Object.keys(schema.columns);
    if (columns.length > 0) for (const key of schema.key) known(`sources.${name}.schema.key`, key, columns);
    before.push(name);
  }
}

function checkScript({ model: { estimator } }: Project): void {
  if (!isPython(estimator)) return;
  const { script, files, requirements, env, timeout } = estimator;
  const paths = [script, ...files, ...(typeof requirements === "string" ? [requirements] : [])];
  const outside = paths.find(
    (path) => typeof path !== "string" || /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(path),
  );
  if (outside !== undefined) {
    throw bad(
      `model.estimator: ${JSON.stringify(outside)} is no path in the project's folder`,
      'write it as "train.py" or "training/train.py"',
    );
  }
  const wrong = env.find((name) => !/^[A-Za-z_]\w*$/.test(name) || /^(GYRE|MLFLOW|PYTHON)/.test(name));
  if (wrong !== undefined)
    throw bad(
      `model.estimator.env: ${JSON.stringify(wrong)} is no variable that can be handed on`,
      "name variables of your own",
    );
  try {
    durationMs(timeout);
  } catch (cause) {
    throw bad(`model.estimator.timeout: ${asGyreError(cause).message}`);
  }
}

function checkDurations(project: Project): void {
  const durations = Object.entries(project.retraining).flatMap(([name, policy]) =>
    policy.kind === "alert" ? [[`retraining.${name}.cooldown`, policy.cooldown]] : [],
  );
  for (const [place, text] of [["model.holdout", project.model.holdout], ...durations]) {
    try {
      durationMs(text as Duration);
    } catch (cause) {
      throw bad(`${place}: ${asGyreError(cause).message}`);
    }
  }
}

function checkTimes({ asOf, rehearsal }: Project): void {
  if (asOf !== null) moment("asOf", asOf);
  const sides = Object.entries(rehearsal ?? {}).map(([side, text]) => [side, moment(`rehearsal.${side}`, text)]);
  const times = Object.fromEntries(sides) as Readonly<Record<string, number>>;
  if (times.from >= times.to) throw bad("rehearsal.from must be before rehearsal.to");
}

function moment(place: string, text: string): number {
  const time = Date.parse(text);
  if (!Number.isNaN(time) && /^\d{4}-\d\d-\d\dT.*(?:[zZ]|[+-]\d\d:?\d\d)$/.test(text)) return time;
  throw bad(
    `${place}: expected a moment such as "2013-03-01T00:00:00Z", got ${JSON.stringify(text)}`,
    "write ISO 8601 with a zone",
  );
}

function bad(message: string, hint?: string): GyreError {
  return new GyreError("project.bad_definition", message, hint === undefined ? {} : { hint });
}

function known(place: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const nearest = nearestName(name, names);
  throw new GyreError("project.unknown_name", `${place}: there is no ${JSON.stringify(name)}`, {
    hint: nearest ? `did you mean ${JSON.stringify(nearest)}?` : `known are ${names.join(", ") || "none yet"}`,
    details: { place, name, nearest: nearest ?? null },
  });
}
