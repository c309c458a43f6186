import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GyreError } from "../../../core/index.js";
import { Watch } from "./watch.js";

const PATIENCE_MS = 4000;

/** A server whose answers the test gives: to one question at a time, and to statements. */
function manual() {
  const questions: { readonly backends: readonly number[]; readonly answer: (idle?: number[]) => void }[] = [];
  const said = new Set<unknown>();
  let silences = 0;
  const watch = new Watch({
    patienceMs: PATIENCE_MS,
    ask: (backends, signal) =>
      new Promise((resolve, reject) => {
        questions.push({ backends, answer: (idle = []) => resolve(new Set(idle)) });
        signal.addEventListener("abort", () => reject(new Error("enough")));
      }),
    isAnswer: (error) => said.has(error),
    silence: (cause) => new GyreError("store.unavailable", cause === null ? "silent" : "unreachable"),
    lost: () => new GyreError("store.unavailable", "lost"),
    onSilence: () => {
      silences++;
    },
  });
  return { watch, questions, said, silences: () => silences };
}

/** Work of a watch, and what became of it. */
function waiting(watch: Watch, backend?: number) {
  const state = { now: "waits" };
  let [resolve, reject] = [(): void => {}, (_: unknown): void => {}];
  const work = new Promise<void>((one, other) => {
    [resolve, reject] = [one, other];
  });
  const end = watch
    .answer(() => work, backend)
    .then(
      () => {
        state.now = "answered";
      },
      (error: Error) => {
        state.now = error.message;
      },
    );
  return { state, resolve, reject, end };
}

describe("Watch", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it("asks nothing while answers come soon, and leaves no timer behind", async () => {
    const { watch, questions } = manual();
    for (let i = 0; i < 10; i++) {
      const one = waiting(watch);
      await pass(PATIENCE_MS / 5);
      one.resolve();
      await one.end;
    }
    await pass(PATIENCE_MS);
    expect(questions).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("lets an answer take as long as it likes while the server answers questions", async () => {
    const { watch, questions, silences } = manual();
    const one = waiting(watch, 7);
    for (let i = 0; i < 10; i++) {
      await pass(PATIENCE_MS / 2);
      questions.at(-1)?.answer();
    }
    expect(one.state.now).toBe("waits");
    expect(questions.length).toBeGreaterThan(5);
    expect(questions[0].backends).toEqual([7]);
    one.resolve();
    await one.end;
    expect([one.state.now, silences()]).toEqual(["answered", 0]);
  });

  it("gives up all who wait when a question stays unanswered, refuses others at once, and ends with an answer", async () => {
    const { watch, questions, silences } = manual();
    const first = waiting(watch);
    await pass(PATIENCE_MS / 2);
    const second = waiting(watch);
    await pass(PATIENCE_MS / 2 - 200);
    expect([first.state.now, second.state.now]).toEqual(["waits", "waits"]);
    await pass(400);
    expect([first.state.now, second.state.now, silences()]).toEqual(["silent", "silent", 1]);
    await expect(watch.answer(() => Promise.reject(new Error("never begun")))).rejects.toThrow("silent");
    await pass(10 * PATIENCE_MS);
    expect(silences()).toBe(1);
    questions.at(-1)?.answer();
    await pass(0);
    await expect(watch.answer(() => Promise.resolve("there"))).resolves.toBe("there");
    await pass(PATIENCE_MS);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    ["an answer", (one: ReturnType<typeof waiting>) => one.resolve()],
    ["a refusal by the server", (one: ReturnType<typeof waiting>, said: Set<unknown>) => one.reject([...said][0])],
  ])("takes %s to somebody else for a sign of life", async (_, end) => {
    const { watch, said } = manual();
    said.add(new Error("said by the server"));
    const [one, other] = [waiting(watch), waiting(watch)];
    await pass(PATIENCE_MS / 2);
    end(other, said);
    await pass(PATIENCE_MS);
    expect(one.state.now).toBe("waits");
    await pass(PATIENCE_MS);
    expect(one.state.now).toBe("silent");
  });

  it("takes a connection that breaks for no sign of life", async () => {
    const { watch } = manual();
    const [one, other] = [waiting(watch), waiting(watch)];
    await pass(PATIENCE_MS / 2);
    other.reject(new Error("reset"));
    await pass(PATIENCE_MS);
    expect([one.state.now, other.state.now]).toEqual(["silent", "reset"]);
  });

  it("gives up who waits for a backend that has long had nothing to do, and no other", async () => {
    const { watch, questions, silences } = manual();
    const [dead, busy, paused] = [waiting(watch, 1), waiting(watch, 2), waiting(watch, 3)];
    for (let i = 0; i < 12; i++) {
      await pass(PATIENCE_MS / 2);
      questions.at(-1)?.answer(i % 3 === 0 ? [1] : [1, 3]);
    }
    expect([dead, busy, paused].map(({ state }) => state.now)).toEqual(["lost", "waits", "waits"]);
    expect(silences()).toBe(0);
  });

  it("ends a question when it is closed", async () => {
    const { watch, questions } = manual();
    const one = waiting(watch);
    await pass(PATIENCE_MS / 2);
    expect(questions).toHaveLength(1);
    watch.close();
    await pass(2 * PATIENCE_MS);
    expect([one.state.now, questions.length, vi.getTimerCount()]).toEqual(["waits", 1, 0]);
  });
});

it("a watch whose own process is held up does not take that for the server's silence", async () => {
  const watch = new Watch({
    patienceMs: 100,
    ask: () => new Promise((resolve) => setTimeout(resolve, 20, new Set())),
    isAnswer: () => true,
    silence: () => new GyreError("store.unavailable", "silent"),
    lost: () => new GyreError("store.unavailable", "lost"),
    onSilence: () => {},
  });
  const answer = watch.answer(() => new Promise((resolve) => setTimeout(resolve, 600, "there")));
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    for (const until = performance.now() + 150; performance.now() < until; );
  }
  await expect(answer).resolves.toBe("there");
  watch.close();
});
