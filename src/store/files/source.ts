import { GyreError } from "../../core/index.js";

/** The chunks of a source until `signal` is aborted, then `core.cancelled`, also while the source keeps its reader waiting. */
export async function* untilAborted(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  if (signal === undefined) return yield* bytes;
  const source = bytes[Symbol.asyncIterator]();
  let ended = false;
  const aborted = whenAborted(signal);
  try {
    for (;;) {
      const next = await Promise.race([source.next(), aborted.promise]);
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    aborted.forget();
    // Not awaited: a source that hangs would not come back from this either.
    if (!ended) void Promise.resolve(source.return?.()).catch(() => undefined);
  }
}

function whenAborted(signal: AbortSignal): { readonly promise: Promise<never>; forget(): void } {
  let listener: () => void = () => {};
  const promise = new Promise<never>((_resolve, reject) => {
    listener = () => reject(new GyreError("core.cancelled", "the transfer was cancelled", { cause: signal.reason }));
    if (signal.aborted) listener();
    else signal.addEventListener("abort", listener, { once: true });
  });
  promise.catch(() => undefined);
  return { promise, forget: () => signal.removeEventListener("abort", listener) };
}
