import type { RolloutState, Transition } from "./types.js";

/**
 * Keeps rollouts and the record of their moves.
 * - `save` stores the state and, where given, the transition that led to it: both or neither, durably when it resolves.
 *   A transition with the rollout and sequence of a recorded one is not recorded again.
 * - `load` gives the deployment's latest rollout, the one with the latest `startedAt`, as it was saved last; undefined
 *   when the deployment never had one.
 * - `transitions` gives the moves of all rollouts of the deployment, by time, then by rollout, then by sequence.
 */
export interface RolloutStore {
  save(state: RolloutState, transition?: Transition): Promise<void>;
  load(deployment: string): Promise<RolloutState | undefined>;
  transitions(deployment: string): Promise<readonly Transition[]>;
}
