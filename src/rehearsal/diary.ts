import type { Clock } from "../core/index.js";
import { type Alert, type Finding, featureScores } from "../monitoring/index.js";
import type { OperationEvents, Release } from "../project/index.js";
import type { GateResult, ModelVersion } from "../registry/index.js";
import type { DriftRow, Mark } from "./types.js";

const WEEK_MS = 7 * 86_400_000;

/** Writes down what happens in a rehearsal, for the report. */
export interface Diary extends OperationEvents {
  serves(champion: Release): void;
  watched(findings: readonly Finding[], alerts: readonly Alert[]): void;
  retrained(reason: string): void;
  refused(failedGates: readonly GateResult[]): void;
  rolloutStarted(version: ModelVersion): void;
  readonly marks: readonly Mark[];
  count(kind: Mark["kind"]): number;
  drift(): DriftRow[];
}

/** An empty diary of a rehearsal over [from, to). */
export function openDiary(clock: Clock, from: number, to: number): Diary {
  const marks: Mark[] = [];
  const weeks = Math.ceil((to - from) / WEEK_MS);
  const scores = new Map<string, (number | null)[]>();
  let importance = new Map<string, number>();
  const at = (): string => new Date(clock.now()).toISOString();
  const endCanary = (): void => {
    const open = marks.findLastIndex((mark) => mark.kind === "canary" && mark.until === undefined);
    if (open >= 0) marks[open] = { ...marks[open], until: at() };
  };
  return {
    marks,
    count: (kind) => marks.filter((mark) => mark.kind === kind).length,
    serves(champion) {
      importance = new Map(champion.baseline.importance.map(({ name, share }) => [name, share]));
    },
    watched(findings, alerts) {
      const week = Math.min(weeks - 1, Math.floor((clock.now() - 1 - from) / WEEK_MS));
      for (const finding of findings) {
        if (finding.kind !== "drift") continue;
        for (const [feature, score] of featureScores(finding.features)) {
          const row = scores.get(feature) ?? new Array<number | null>(weeks).fill(null);
          row[week] = score;
          scores.set(feature, row);
        }
      }
      for (const alert of alerts) marks.push({ kind: "alert", at: at(), text: alert.message });
    },
    retrained(reason) {
      marks.push({ kind: "retraining", at: at(), text: `Trained anew: ${reason}` });
    },
    refused(failedGates) {
      marks.push({
        kind: "refused",
        at: at(),
        text: `Not registered: ${failedGates.map((gate) => gate.sentence).join("; ")}`,
      });
    },
    rolloutStarted(version) {
      marks.push({
        kind: "canary",
        at: at(),
        version: String(version.version),
        text: `Version ${version.version} begins to answer`,
      });
    },
    promoted(champion) {
      endCanary();
      const { version } = champion.served.version;
      marks.push({ kind: "promotion", at: at(), version: String(version), text: `Version ${version} is the champion` });
      this.serves(champion);
    },
    rolledBack(version, reason) {
      endCanary();
      marks.push({
        kind: "rollback",
        at: at(),
        version: String(version.version),
        text: `Version ${version.version} was rolled back: ${reason}`,
      });
    },
    drift() {
      return [...scores.entries()]
        .map(([feature, values]) => ({ feature, importance: importance.get(feature) ?? 0, weeks: [...values] }))
        .sort((a, b) => b.importance - a.importance || (a.feature < b.feature ? -1 : 1));
    },
  };
}
