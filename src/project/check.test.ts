import { describe, expect, it } from "vitest";
import { madeProject } from "../../test/support/made-project.js";
import { unlocked } from "../data/index.js";
import { python } from "../training/index.js";
import { checkProject, type Project } from "./index.js";

const good = madeProject();
const [trips, flown] = good.sources;
const [recent, before] = good.views;
const [carrier] = good.entities;
const failure = (project: unknown) => {
  try {
    checkProject(project as Project);
  } catch (error) {
    return error;
  }
  return expect.unreachable("the project should be refused");
};
/** The project with something deep inside replaced. */
const withModel = (change: object): Project => madeProject({ model: { ...good.model, ...change } });
const withExamples = (change: object): Project => withModel({ examples: { ...good.model.examples, ...change } });
const withView = (change: object): Project => madeProject({ views: [{ ...recent, ...change }, before] });

describe("checking a project", () => {
  it("passes one that fits together", () => {
    expect(() => checkProject(good)).not.toThrow();
    expect(() =>
      checkProject(madeProject({ asOf: null, rehearsal: null, deployment: { ...good.deployment, unit: null } })),
    ).not.toThrow();
  });

  it("passes one whose schemas are still to be locked, but not its other mistakes", () => {
    const sources = good.sources.map((source) => ({ ...source, schema: unlocked() }));
    expect(() => checkProject(madeProject({ sources }))).not.toThrow();
    expect(failure(madeProject({ sources, policy: "nevr" }))).toMatchObject({ code: "project.unknown_name" });
  });

  it.each([null, undefined, 5, "project", [], () => good])("refuses %s instead of a project", (value) => {
    expect(failure(value)).toMatchObject({
      code: "project.bad_definition",
      message: expect.stringContaining("must export by default"),
    });
  });

  it.each([
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
  ])("refuses a project without %s", (part) => {
    expect(failure(madeProject({ [part]: undefined }))).toMatchObject({
      code: "project.bad_definition",
      message: `the project has no ${part}`,
    });
  });

  it.each([
    ["sources", { sources: [trips, { ...flown, name: "trips" }] }, "two sources are called trips"],
    ["entities", { entities: [carrier, carrier] }, "two entities are called carrier"],
    ["views", { views: [recent, { ...before, name: "recent" }] }, "two views are called recent"],
  ])("refuses two %s of one name", (_, change, message) => {
    expect(failure(madeProject(change))).toMatchObject({ code: "project.bad_definition", message });
  });

  it.each(["", "a b", "../up", "7days", "ä", "a/b"])("refuses the name %j for anything", (name) => {
    for (const change of [{ name }, { sources: [{ ...trips, name }] }, { deployment: { ...good.deployment, name } }]) {
      expect(failure(madeProject(change))).toMatchObject({
        code: "project.bad_definition",
        message: expect.stringContaining("cannot be used"),
      });
    }
  });

  it.each([
    ["a query's source", { sources: [trips, { ...flown, from: ["trps"] }] }, "sources.flown.from", "trips"],
    ["a source that comes after the query", { sources: [flown, trips] }, "sources.flown.from", null],
    [
      "a key column",
      { sources: [{ ...trips, schema: { ...trips.schema, key: ["idd"] } }, flown] },
      "sources.trips.schema.key",
      "id",
    ],
    ["the deployment's model", { deployment: { ...good.deployment, model: "lste" } }, "deployment.model", "late"],
    ["the deployment's unit", { deployment: { ...good.deployment, unit: "carier" } }, "deployment.unit", "carrier"],
    ["the policy", { policy: "alrt" }, "policy", "alert"],
    ["the policy, though every object has it", { policy: "toString" }, "policy", null],
    ["a gate's metric", { gates: [{ kind: "atLeast", metric: "rocAcu", value: 0.5 }] }, "gates", "rocAuc"],
  ])("refuses an unknown name for %s", (_, change, place, nearest) => {
    const error = failure(madeProject(change));
    expect(error).toMatchObject({
      code: "project.unknown_name",
      message: expect.stringContaining(place),
      details: { place, nearest },
    });
    expect(error).toHaveProperty(
      "hint",
      nearest ? `did you mean "${nearest}"?` : expect.stringContaining("known are "),
    );
  });

  it.each([
    ["a view's entity", withView({ entity: "carier" }), "carrier"],
    ["a view's source", withView({ source: "flwn" }), "flown"],
    ["a view's time", withView({ eventTime: "left_a" }), "left_at"],
    ["an aggregate's column", withView({ aggregates: { delay: { op: "mean", column: "delya" } } }), "delay"],
    [
      "a feature",
      withModel({ features: { ...good.model.features, features: [{ view: "recent", feature: "recent_delay_3" }] } }),
      "recent_delay_3h",
    ],
    ["the examples' source", withExamples({ source: "trps" }), "trips"],
    ["the examples' id", withExamples({ id: "idd" }), "id"],
    ["the label", withExamples({ label: "latee" }), "late"],
    ["the label's time", withExamples({ labelKnownAt: "knownat" }), "known_at"],
  ])("refuses an unknown name for %s", (_, project, nearest) => {
    expect(failure(project)).toMatchObject({ code: "project.unknown_name", details: { nearest } });
  });

  it.each([
    ["examples at a time that is none", withExamples({ at: "delay" }), "features.bad_definition"],
    ["labels known at no time", withExamples({ labelKnownAt: "carrier" }), "features.bad_definition"],
    ["labels that are text", withExamples({ label: "carrier" }), "features.bad_definition"],
    ["ids that may be null", withExamples({ id: "delay" }), "features.bad_definition"],
    ["a mean of texts", withView({ aggregates: { c: { op: "mean", column: "carrier" } } }), "features.bad_definition"],
    ["a window that is no duration", withView({ windows: ["3 hours"] }), "features.bad_definition"],
    ["views that disagree on when rows became known", withView({ availableAt: "left_at" }), "features.bad_definition"],
    ["a holdout that is no duration", withModel({ holdout: "a week" }), "project.bad_definition"],
    [
      "a cooldown that is no duration",
      madeProject({ retraining: { never: { kind: "alert", of: ["drift"], cooldown: "0d" } } }),
      "project.bad_definition",
    ],
    [
      "a rehearsal that ends before it begins",
      madeProject({ rehearsal: { from: "2013-03-01T00:00:00Z", to: "2013-03-01T00:00:00Z" } }),
      "project.bad_definition",
    ],
  ])("refuses %s", (_, project, code) => {
    expect(failure(project)).toMatchObject({ code });
  });

  it("refuses a time zone that is none, and names the nearest", () => {
    const request = [{ name: "hour", from: "hour", column: "left_at", zone: "Europe/Prage" }];
    const error = failure(withModel({ features: { ...good.model.features, request } }));
    expect(error).toMatchObject({ code: "data.bad_time_zone", hint: 'did you mean "Europe/Prague"?' });
  });

  it.each([
    "2013-03-01",
    "2013-03-01T00:00:00",
    "1 March 2013 Z",
    "yesterday",
    "2013-13-01T00:00:00Z",
    "2013-03-01T00:00:00Z later",
  ])("refuses the moment %j", (asOf) => {
    expect(failure(madeProject({ asOf }))).toMatchObject({
      code: "project.bad_definition",
      message: expect.stringContaining("asOf: expected a moment"),
    });
  });
});

describe("checking a training script", () => {
  const scripted = (...given: Parameters<typeof python>): Project => withModel({ estimator: python(...given) });

  it("passes one within the folder, with what it needs", () => {
    const options = {
      requirements: "needs/requirements.txt",
      files: ["a/b.yaml"],
      env: ["HF_TOKEN"],
      timeout: "30m",
    } as const;
    expect(() => checkProject(scripted("training/train.py", options))).not.toThrow();
  });

  it.each([
    [["/opt/train.py"], '"/opt/train.py" is no path in the project\'s folder'],
    [["a/../../train.py"], "is no path in the project's folder"],
    [["train.py", { requirements: "../requirements.txt" }], "is no path in the project's folder"],
    [["train.py", { files: ["C:\\x"] }], "is no path in the project's folder"],
    [["train.py", { env: ["GYRE_SEED"] }], "is no variable that can be handed on"],
    [["train.py", { env: ["A=b"] }], "is no variable that can be handed on"],
    [["train.py", { timeout: "soon" as "1h" }], "model.estimator.timeout: expected a duration"],
  ] as [Parameters<typeof python>, string][])("refuses %j", (given, reason) => {
    expect(failure(scripted(...given))).toMatchObject({
      code: "project.bad_definition",
      message: expect.stringContaining(reason),
    });
  });
});
