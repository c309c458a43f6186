/**
 * Lets all who ask at the same time share one flush. Who asks while one is under way shares the next: what it committed may have
 * come too late for this one.
 */
export function createSharedFlush(force: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running.then(() => {
      next = undefined;
      const flushing = force();
      running = flushing.catch(() => {});
      return flushing;
    });
    return next;
  };
}
