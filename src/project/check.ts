import { durationMs, GyreError, nearestName } from "../core/index.js";
import { checkDefinitions } from "../features/index.js";
import type { Project } from "./types.js";

/**
 * Checks that a project's parts fit together: unique names, references that resolve, columns that exist, times in order.
 * Throws `project.unknown_name` or `project.bad_definition` naming the place, and the nearest right name.
 */
export function checkProject(project: Project): void {
  checkShape(project);
  unique("source", project.sources.map((source) => source.name));
  unique("entity", project.entities.map((entity) => entity.name));
  unique("view", project.views.map((view) => view.name));
  checkSources(project);
  checkDefinitions(
    { entities: project.entities, views: project.views },
    project.model.features,
    project.sources,
  );
  checkKnownAt(project);
  checkExamples(project);
  if (project.deployment.model !== project.model.name) unknown("deployment.model", project.deployment.model, [project.model.name]);
  if (!(project.policy in project.retraining)) unknown("policy", project.policy, Object.keys(project.retraining));
  if (project.deployment.unit !== null && !(project.deployment.unit in project.model.features.fields)) {
    unknown("deployment.unit", project.deployment.unit, Object.keys(project.model.features.fields));
  }
  durationMs(project.model.holdout);
  checkTimes(project);
}

/** What is missing altogether, for projects that no compiler saw. */
function checkShape(project: Project): void {
  if (project === null || typeof project !== "object" || Array.isArray(project)) {
    throw new GyreError("project.bad_definition", "the project file must export by default what defineProject({ … }) returns");
  }
  for (const part of ["name", "sources", "entities", "views", "model", "gates", "deployment", "rollout", "monitors", "retraining", "policy"] as const) {
    if (project[part] === undefined) throw new GyreError("project.bad_definition", `the project has no ${part}`, { hint: `add ${part} to defineProject({ … })` });
  }
}

function checkSources(project: Project): void {
  const before: string[] = [];
  for (const source of project.sources) {
    if (source.kind === "query") {
      for (const name of source.from) if (!before.includes(name)) unknown(`sources.${source.name}.from`, name, before);
    }
    const columns = Object.keys(source.schema.columns);
    for (const name of source.schema.key) if (!columns.includes(name)) unknown(`sources.${source.name}.schema.key`, name, columns);
    before.push(source.name);
  }
}

/** A source is replayed once, in the order in which its rows became known, so its views must agree on when that was. */
function checkKnownAt(project: Project): void {
  const first = new Map<string, Project["views"][number]>();
  for (const view of project.views) {
    const other = first.get(view.source) ?? view;
    first.set(view.source, other);
    if (other.availableAt === view.availableAt) continue;
    throw new GyreError(
      "project.bad_definition",
      `views ${other.name} and ${view.name} disagree on when rows of ${view.source} became known: ${other.availableAt ?? "always"} and ${view.availableAt ?? "always"}`,
      { hint: "use one column for both, or make a source of its own for one of them with query()" },
    );
  }
}

function checkExamples(project: Project): void {
  const { examples } = project.model;
  const source = project.sources.find(({ name }) => name === examples.source);
  if (!source) unknown("model.examples.source", examples.source, project.sources.map(({ name }) => name));
  const columns = Object.keys(source.schema.columns);
  if (columns.length === 0) return;
  for (const role of ["id", "at", "label", "labelKnownAt"] as const) {
    if (!columns.includes(examples[role])) unknown(`model.examples.${role}`, examples[role], columns);
  }
  for (const role of ["at", "labelKnownAt"] as const) {
    const { kind } = source.schema.columns[examples[role]];
    if (kind !== "timestamp") {
      throw new GyreError("project.bad_definition", `model.examples.${role}: column ${examples[role]} of ${source.name} is ${kind}, expected a timestamp`);
    }
  }
}

function checkTimes(project: Project): void {
  const at = (place: string, text: string): number => {
    const time = Date.parse(text);
    if (Number.isNaN(time) || !/[zZ]|[+-]\d\d:?\d\d$/.test(text)) {
      throw new GyreError("project.bad_definition", `${place}: expected a moment such as "2013-03-01T00:00:00Z", got ${JSON.stringify(text)}`, {
        hint: "write ISO 8601 with a zone",
      });
    }
    return time;
  };
  if (project.asOf !== null) at("asOf", project.asOf);
  if (project.rehearsal && at("rehearsal.from", project.rehearsal.from) >= at("rehearsal.to", project.rehearsal.to)) {
    throw new GyreError("project.bad_definition", "rehearsal.from must be before rehearsal.to");
  }
}

function unique(what: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new GyreError("project.bad_definition", `two ${what === "entity" ? "entities" : `${what}s`} are called ${twice}`, { hint: "names must be unique" });
}

function unknown(place: string, name: string, known: readonly string[]): never {
  const nearest = nearestName(name, known);
  throw new GyreError("project.unknown_name", `${place}: there is no ${JSON.stringify(name)}`, {
    hint: nearest ? `did you mean ${JSON.stringify(nearest)}?` : `known are ${known.join(", ") || "none yet"}`,
    details: { place, name, nearest: nearest ?? null },
  });
}
