import type { EventBatch } from "../features/index.js";

/** Events of one source with the column that says when each became known; null: they always were. */
export interface FeedSource {
  readonly batch: EventBatch;
  readonly knownAt: string | null;
}

/** Takes the events out in the order in which they became known. */
export interface Feed {
  /** Gives every event that became known by `time` and was not given before, source by source. */
  until(time: number, take: (batch: EventBatch, row: number) => void): void;
}

/** A feed over sources that are ordered by when their events became known. */
export function createFeed(sources: readonly FeedSource[]): Feed {
  const cursors = sources.map(({ batch, knownAt }) => {
    const column = knownAt === null ? null : batch.columns[knownAt];
    return { batch, times: column && column.kind !== "text" ? column.values : null, next: 0 };
  });
  return {
    until(time, take) {
      for (const cursor of cursors) {
        const { batch, times } = cursor;
        while (cursor.next < batch.rows && (times === null || !(times[cursor.next] > time))) take(batch, cursor.next++);
      }
    },
  };
}
