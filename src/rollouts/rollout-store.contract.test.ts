import type { RolloutStore } from "./ports.js";
import { rolloutStoreContract } from "./rollout-store.contract.js";
import type { RolloutState, Transition } from "./types.js";

// The smallest store that can pass: it shows that the contract can be met and what it leaves open.
function maps(): RolloutStore {
  const states = new Map<string, RolloutState>();
  const moves = new Map<string, Transition>();
  return {
    async save(state, transition) {
      states.set(`${state.deployment}/${state.salt}`, state);
      if (transition === undefined) return;
      const key = `${transition.rollout}/${transition.sequence}`;
      if (!moves.has(key)) moves.set(key, transition);
    },
    async load(deployment) {
      const own = [...states.values()].filter((state) => state.deployment === deployment);
      return own.sort((a, b) => b.startedAt - a.startedAt)[0];
    },
    async transitions(deployment) {
      const own = [...moves.values()].filter((move) => move.deployment === deployment);
      return own.sort((a, b) => a.at - b.at || byText(a.rollout, b.rollout) || a.sequence - b.sequence);
    },
  };
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

rolloutStoreContract("a map", async () => maps());
