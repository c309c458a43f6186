import { expect, it } from "vitest";
import type { TrackingStore } from "../../tracking/index.js";
import type { ScorerStore } from "./ports.js";

/** What every {@link ScorerStore} must do; `open` gives an empty one beside a store with the default experiment alone. */
export function scorerStoreContract(
  open: () => Promise<{ readonly tracking: TrackingStore; readonly scorers: ScorerStore }>,
): void {
  const opened = async () => {
    const { tracking, scorers } = await open();
    const other = await tracking.createExperiment({ name: "other", artifactLocation: null, tags: [], at: 1 });
    const register = (name: string, serialized: string, experimentId = "0") =>
      scorers.register({ scorerId: `id of ${name}`, experimentId, name, serialized, at: 1000 });
    return { tracking, scorers, register, other: other.id };
  };

  it("versions count up for each name in each experiment, under one id", async () => {
    const { scorers, register, other } = await opened();
    expect(await register("tone", '{"a": "é\\u0000"}')).toEqual({
      scorerId: "id of tone",
      experimentId: "0",
      name: "tone",
      version: 1,
      serialized: '{"a": "é\\u0000"}',
      createdAt: 1000,
    });
    const again = { scorerId: "another", experimentId: "0", name: "tone", serialized: "2", at: 2000 };
    expect(await scorers.register(again)).toMatchObject({ scorerId: "id of tone", version: 2, createdAt: 2000 });
    expect(await scorers.register({ ...again, experimentId: other })).toMatchObject({
      scorerId: "another",
      version: 1,
    });
    const versions = await scorers.versions("0", "tone");
    expect(versions.map(({ version, serialized }) => [version, serialized])).toEqual([
      [1, '{"a": "é\\u0000"}'],
      [2, "2"],
    ]);
    expect(await scorers.versions("0", "no")).toEqual([]);
    expect(await scorers.versions("x", "tone")).toEqual([]);
  });

  it("the newest of each is listed, by experiment and name", async () => {
    const { scorers, register, other } = await opened();
    for (const name of ["b", "a", "b"]) await register(name, name);
    await scorers.register({ scorerId: "o", experimentId: other, name: "A", serialized: "", at: 1 });
    const of = async (ids: string[]) =>
      (await scorers.newest(ids)).map(({ experimentId, name, version }) => [experimentId, name, version]);
    expect(await of(["0"])).toEqual([
      ["0", "a", 1],
      ["0", "b", 2],
    ]);
    expect(await of([other, "0", "77", "x"])).toEqual([
      ["0", "a", 1],
      ["0", "b", 2],
      [other, "A", 1],
    ]);
    expect(await of([])).toEqual([]);
  });

  it("the next version is one more than the greatest that is there; the id stays while the scorer does", async () => {
    const { scorers, register } = await opened();
    for (const text of ["1", "2", "3"]) await register("tone", text);
    expect(await scorers.remove("0", "tone", 1)).toBe(1);
    expect(await scorers.remove("0", "tone", 1)).toBe(0);
    expect((await register("tone", "4")).version).toBe(4);
    for (const version of [4, 3, 2]) await scorers.remove("0", "tone", version);
    expect(await scorers.versions("0", "tone")).toEqual([]);
    expect(await scorers.newest(["0"])).toEqual([]);
    const again = { scorerId: "another", experimentId: "0", name: "tone", serialized: "", at: 1 };
    expect(await scorers.register(again)).toMatchObject({ version: 1, scorerId: "id of tone" });
    expect(await scorers.remove("0", "tone", null)).toBe(1);
    expect(await scorers.remove("0", "tone", null)).toBe(0);
    expect(await scorers.register(again)).toMatchObject({ version: 1, scorerId: "another" });
  });

  it("it is kept how a scorer is sampled, the last that was said, until the scorer goes", async () => {
    const { scorers, register } = await opened();
    await register("tone", "");
    await register("other", "");
    const wish = { samplingId: "x", experimentId: "0", name: "tone", rate: 0.25, filter: null };
    const kept = { samplingId: "y", scorerId: "id of tone", experimentId: "0", rate: 0, filter: "\0" };
    expect(await scorers.samplings(["id of tone"])).toEqual([]);
    expect(await scorers.sample(wish)).toEqual({ ...kept, samplingId: "x", rate: 0.25, filter: null });
    expect(await scorers.sample({ ...wish, samplingId: "y", rate: 0, filter: "\0" })).toEqual(kept);
    expect(await scorers.sample({ ...wish, name: "no" })).toBeNull();
    await register("tone", "2");
    expect(await scorers.samplings(["id of other", "id of tone", "no"])).toEqual([kept]);
    await scorers.remove("0", "tone", null);
    expect(await scorers.samplings(["id of tone"])).toEqual([]);
  });

  it("an experiment has to be there", async () => {
    const { register } = await opened();
    for (const id of ["77", "x"])
      await expect(register("tone", "", id)).rejects.toMatchObject({
        code: "tracking.experiment_unknown",
        message: `No Experiment with id=${id} exists`,
      });
  });

  it("calls at the same time get a version each", async () => {
    const { register } = await opened();
    const made = await Promise.all(Array.from({ length: 10 }, (_, i) => register("tone", String(i))));
    expect(made.map(({ version }) => version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(new Set(made.map(({ scorerId }) => scorerId)).size).toBe(1);
  });
}
