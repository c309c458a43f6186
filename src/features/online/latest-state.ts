import type { LatestPlan } from "../plan.js";
import { isLater } from "./last-state.js";
import type { ViewState } from "./window-state.js";

const MINUTE_MS = 60_000;

interface LatestRow {
  eventMs: number;
  availableMs: number;
  readonly values: Float64Array;
}

/** The latest row of each key of a view. */
export function createLatestState(plan: LatestPlan): ViewState {
  const { outputs, maxAgeMs } = plan;
  const states: (LatestRow | undefined)[] = [];
  return {
    add(entity, eventMs, availableMs, inputs) {
      let row = states[entity];
      if (row && !isLater(eventMs, availableMs, row)) return;
      row ??= states[entity] = { eventMs, availableMs, values: new Float64Array(outputs.length) };
      row.eventMs = eventMs;
      row.availableMs = availableMs;
      for (let i = 0; i < outputs.length; i++) row.values[i] = outputs[i].input < 0 ? 0 : inputs[outputs[i].input];
    },
    write(entity, t, values) {
      const row = states[entity];
      const ageMs = row ? t - row.eventMs : Number.NaN;
      const isFresh = row !== undefined && ageMs <= maxAgeMs;
      for (let i = 0; i < outputs.length; i++) {
        const { feature, input } = outputs[i];
        values[feature] = isFresh ? (input < 0 ? ageMs / MINUTE_MS : row.values[i]) : Number.NaN;
      }
    },
    forget(t) {
      for (let entity = 0; entity < states.length; entity++) {
        const row = states[entity];
        if (row && t - row.eventMs > maxAgeMs) states[entity] = undefined;
      }
    },
    held: () => states.reduce((held, row) => held + (row ? 1 : 0), 0),
  };
}
