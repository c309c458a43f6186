import { beforeEach, expect, test } from "vitest";
import { type VirtualClock, virtualClock } from "../core/index.js";
import type { Alert, DriftFinding, Finding } from "../monitoring/index.js";
import type { Release } from "../project/index.js";
import type { ModelVersion } from "../registry/index.js";
import { type Diary, openDiary } from "./diary.js";

const DAY = 86_400_000;
const FROM = Date.UTC(2024, 0, 1);

let clock: VirtualClock;
let diary: Diary;

beforeEach(() => {
  clock = virtualClock(FROM);
  diary = openDiary(clock, FROM, FROM + 20 * DAY);
});

const day = (number: number) => clock.moveTo(FROM + number * DAY);
const iso = (number: number) => new Date(FROM + number * DAY).toISOString();
const versionOf = (version: number) => ({ version }) as ModelVersion;
const releaseOf = (version: number, shares: Readonly<Record<string, number>>) =>
  ({
    served: { version: versionOf(version) },
    baseline: { importance: Object.entries(shares).map(([name, share]) => ({ name, share })) },
  }) as unknown as Release;

function driftFinding(scores: Readonly<Record<string, number | null>>): Finding {
  const features = Object.entries(scores).map(([feature, score]) => ({ feature, score }) as DriftFinding);
  return { kind: "drift", id: `finding_${clock.now()}`, monitor: "drift-1", at: clock.now(), features };
}

test("a canary lasts until its version is promoted or rolled back", () => {
  day(1);
  diary.retrained("a new week began");
  diary.rolloutStarted(versionOf(2));
  day(2);
  diary.rolledBack(versionOf(2), "harm");
  day(8);
  diary.rolloutStarted(versionOf(3));
  expect(diary.marks.at(-1)).not.toHaveProperty("until");
  day(10);
  diary.promoted(releaseOf(3, {}));
  expect(diary.marks.map(({ kind, at, until, version }) => [kind, at, until, version])).toEqual([
    ["retraining", iso(1), undefined, undefined],
    ["canary", iso(1), iso(2), "2"],
    ["rollback", iso(2), undefined, "2"],
    ["canary", iso(8), iso(10), "3"],
    ["promotion", iso(10), undefined, "3"],
  ]);
  expect([diary.count("canary"), diary.count("rollback"), diary.count("alert")]).toEqual([2, 1, 0]);
});

test("the last look of each week stands for it, and features come by their importance to the champion", () => {
  diary.serves(releaseOf(1, { load: 0.2, wind: 0.8 }));
  day(3);
  diary.watched([driftFinding({ load: 0.4, wind: null, age: 0.1 })], []);
  day(7);
  diary.watched([driftFinding({ load: 0.5, wind: 1.5, age: 0.1 })], [{ message: "wind drifted" } as Alert]);
  day(20);
  diary.watched([driftFinding({ load: 2, wind: 3, age: 0.2 })], []);
  expect(diary.drift()).toEqual([
    { feature: "wind", importance: 0.8, weeks: [1.5, null, 3] },
    { feature: "load", importance: 0.2, weeks: [0.5, null, 2] },
    { feature: "age", importance: 0, weeks: [0.1, null, 0.2] },
  ]);
  expect(diary.marks).toEqual([{ kind: "alert", at: iso(7), text: "wind drifted" }]);
  diary.serves(releaseOf(2, { age: 1 }));
  expect(diary.drift()[0]).toMatchObject({ feature: "age", importance: 1 });
});

test("a refusal names the gates that were not passed", () => {
  diary.refused([{ gate: "rocAuc >= 0.7", passed: false, sentence: "ROC AUC is 0.6, needed 0.7", evidence: {} }]);
  expect(diary.marks).toEqual([{ kind: "refused", at: iso(0), text: "Not registered: ROC AUC is 0.6, needed 0.7" }]);
});
