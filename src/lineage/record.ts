import type { LineageStore } from "./ports.js";

/** Something that went into the making of something else: its id, and what it is (run, dataset, definition, code …). */
export interface Origin {
  readonly id: string;
  readonly kind: string;
}

/** Records that `output` was made from `origins`; saying it again changes nothing. Durable when it resolves. */
export async function recordOrigins(store: LineageStore, output: string, origins: readonly Origin[]): Promise<void> {
  if (origins.length === 0) return;
  await store.record(origins.map(({ id, kind }) => ({ output, input: id, kind })));
}
