/** Lets holders in one at a time, in the order in which they came. */
export interface Turns {
  /** Resolves when it is the caller's turn, with what ends the turn. */
  take(): Promise<() => void>;
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return {
    take() {
      let end: () => void = () => {};
      const mine = new Promise<void>((resolve) => {
        end = resolve;
      });
      const turn = last.then(() => end);
      last = mine;
      return turn;
    },
  };
}
