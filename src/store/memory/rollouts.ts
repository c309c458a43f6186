import type { RolloutState, RolloutStore, Transition } from "../../rollouts/index.js";

/** A {@link RolloutStore} in memory. */
export function createMemoryRolloutStore(): RolloutStore {
  const states = new Map<string, RolloutState>();
  const moves = new Map<string, Transition>();
  return {
    async save(state, transition) {
      states.set(JSON.stringify([state.deployment, state.salt]), structuredClone(state));
      if (!transition) return;
      const key = JSON.stringify([transition.deployment, transition.rollout, transition.sequence]);
      if (!moves.has(key)) moves.set(key, structuredClone(transition));
    },
    async load(deployment) {
      let latest: RolloutState | undefined;
      for (const state of states.values())
        if (state.deployment === deployment && state.startedAt >= (latest?.startedAt ?? Number.NEGATIVE_INFINITY))
          latest = state;
      return latest;
    },
    async transitions(deployment) {
      return [...moves.values()].filter((move) => move.deployment === deployment).sort(byTimeAndPlace);
    },
  };
}

function byTimeAndPlace(a: Transition, b: Transition): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.rollout !== b.rollout) return a.rollout < b.rollout ? -1 : 1;
  return a.sequence - b.sequence;
}
