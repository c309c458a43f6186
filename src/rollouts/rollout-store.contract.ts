import { describe, expect, it } from "vitest";
import { startRollout, tickRollout } from "./canary.js";
import { canary } from "./define.js";
import type { RolloutStore } from "./ports.js";
import type { RolloutState, Transition } from "./types.js";

const PLAN = canary({ steps: [{ percent: 10, hold: "1d" }], minSamples: 0 });

function start(deployment: string, salt: string, at: number): { state: RolloutState; transition: Transition } {
  return startRollout(PLAN, { deployment, salt, at, candidate: "2", champion: "1" });
}

/** The tests that every {@link RolloutStore} must pass. `open` gives an empty store. */
export function rolloutStoreContract(name: string, open: () => Promise<RolloutStore>): void {
  describe(`${name} as a rollout store`, () => {
    it("knows nothing of a deployment that never had a rollout", async () => {
      const store = await open();
      expect(await store.load("delays")).toBeUndefined();
      expect(await store.transitions("delays")).toEqual([]);
    });

    it("gives back the state saved last and the moves in order, numbers exact", async () => {
      const store = await open();
      const first = start("delays", "a", 1000);
      await store.save(first.state, first.transition);
      const counts = { championN: 70, championK: 7, candidateN: 30, candidateK: 5 };
      const second = tickRollout(first.state, { at: 1000, counts });
      await store.save(second.state, second.transition);
      const third = tickRollout(second.state, { at: 2000, counts });
      expect(third.transition).toBeUndefined();
      await store.save(third.state);
      expect(await store.load("delays")).toEqual(third.state);
      expect(await store.transitions("delays")).toEqual([first.transition, second.transition]);
    });

    it("records a move once, however often it is saved", async () => {
      const store = await open();
      const { state, transition } = start("delays", "a", 1000);
      await store.save(state, transition);
      await store.save(state, transition);
      expect(await store.transitions("delays")).toEqual([transition]);
    });

    it("keeps deployments apart, and loads the latest rollout of each", async () => {
      const store = await open();
      const [old, latest, other] = [start("delays", "a", 1000), start("delays", "b", 2000), start("fraud", "c", 1500)];
      for (const { state, transition } of [old, latest, other]) await store.save(state, transition);
      await store.save({ ...old.state, phase: "FAILED" });
      expect(await store.load("delays")).toEqual(latest.state);
      expect(await store.load("fraud")).toEqual(other.state);
      expect(await store.transitions("delays")).toEqual([old.transition, latest.transition]);
    });
  });
}
