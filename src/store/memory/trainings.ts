import type { TrainingsUnderWay } from "../../training/index.js";

/** Trainings of this process alone: as long as it can be asked, none of them is abandoned. */
export function createMemoryTrainings(): TrainingsUnderWay {
  return {
    begin: async () => ({ end: async () => undefined }),
    abandoned: async () => undefined,
  };
}
