import type { WindowPlan } from "../plan.js";
import { windowStart } from "../windows.js";
import type { ViewState } from "./window-state.js";

interface LastValue {
  eventMs: number;
  availableMs: number;
  value: number;
}

/** The latest value of one input of a view: the outputs `last` over its windows. */
export function createLastState(plan: WindowPlan, input: number): ViewState {
  const outputs = plan.outputs.filter((output) => output.op === "last" && output.input === input);
  const longest = outputs.map(({ window }) => window).reduce((a, b) => (b.lengthMs > a.lengthMs ? b : a));
  const states: (LastValue | undefined)[] = [];
  return {
    add(entity, eventMs, availableMs, inputs) {
      const value = inputs[input];
      if (Number.isNaN(value)) return;
      const last = states[entity];
      if (!last) states[entity] = { eventMs, availableMs, value };
      else if (isLater(eventMs, availableMs, last)) Object.assign(last, { eventMs, availableMs, value });
    },
    write(entity, t, values) {
      const last = states[entity];
      for (const { feature, window } of outputs) {
        values[feature] = last && last.eventMs >= windowStart(window, t) ? last.value : Number.NaN;
      }
    },
    forget(t) {
      for (let entity = 0; entity < states.length; entity++) {
        const last = states[entity];
        if (last && last.eventMs < windowStart(longest, t)) states[entity] = undefined;
      }
    },
    held: () => states.reduce((held, row) => held + (row ? 1 : 0), 0),
  };
}

/** True where an event comes after another, or ties with it and arrived after it. */
export function isLater(
  eventMs: number,
  availableMs: number,
  than: { readonly eventMs: number; readonly availableMs: number },
): boolean {
  return eventMs > than.eventMs || (eventMs === than.eventMs && availableMs >= than.availableMs);
}
