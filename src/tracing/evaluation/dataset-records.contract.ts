import fc from "fast-check";
import { expect, it } from "vitest";
import { counting, object, sampleDataset, wishes } from "./evaluation.fixture.js";
import { writeExactJson } from "./exact-json.js";
import type { EvaluationDatasetStore } from "./ports.js";
import { readRecords } from "./read-records.js";
import type { DatasetRecord } from "./types.js";

const ALL = { limit: 100, after: null };

/** What every {@link EvaluationDatasetStore} must do with records; `open` gives an empty one. */
export function datasetRecordsContract(open: () => Promise<EvaluationDatasetStore>): void {
  const opened = async () => {
    const store = await open();
    await store.create(sampleDataset());
    const newId = counting();
    return {
      store,
      merge: (at: number, ...records: readonly object[]) =>
        store.merge("d-1", { records: wishes(...records), newId, at }),
      all: async (): Promise<readonly DatasetRecord[]> => (await store.records("d-1", ALL)).items,
    };
  };

  it("a record is kept as it came, to the last digit", async () => {
    const { store, all } = await opened();
    const text = `[{"inputs":{"2":1.0,"1":12345678901234567890,"\\u0000":"\\ud800"},"outputs":[NaN],"expectations":{"e":null},
      "tags":{"mlflow.user":"ann","n":1},"source":{"source_type":"trace","source_data":{"trace_id":"tr-1"}}}]`;
    expect(await store.merge("d-1", { records: readRecords(text), newId: counting(), at: 2000 })).toEqual({
      inserted: 1,
      updated: 0,
    });
    expect(await all()).toEqual([
      {
        recordId: "dr-1",
        datasetId: "d-1",
        inputs: object('{"2":1.0,"1":12345678901234567890,"\\u0000":"\\ud800"}'),
        outputs: [{ number: "NaN" }],
        expectations: object('{"e":null}'),
        tags: object('{"mlflow.user":"ann","n":1}'),
        source: { type: "TRACE", data: object('{"trace_id":"tr-1"}') },
        createdAt: 2000,
        updatedAt: 2000,
        createdBy: "ann",
        updatedBy: "ann",
      },
    ]);
  });

  it("the same inputs are the same record, in whatever order; 1 and 1.0 are not the same", async () => {
    const { store, merge, all } = await opened();
    const counts = await merge(2000, { inputs: { a: 1, b: [2] } }, { inputs: { b: [2], a: 1 }, outputs: "x" }, {});
    expect(counts).toEqual({ inserted: 2, updated: 1 });
    const newId = counting("dr-x");
    await store.merge("d-1", { records: readRecords('[{"inputs":{"a":1.0,"b":[2]}}]'), newId, at: 3000 });
    expect((await all()).map(({ inputs, outputs }) => [writeExactJson(inputs), writeExactJson(outputs)])).toEqual([
      ['{"a": 1, "b": [2]}', '"x"'],
      ["{}", "{}"],
      ['{"a": 1.0, "b": [2]}', "{}"],
    ]);
  });

  it("merging adds expectations and tags key by key, and outputs as a whole; who and when it was made stays", async () => {
    const { merge, all } = await opened();
    const source = { source_type: "HUMAN" };
    await merge(2000, { inputs: { q: 1 }, expectations: { a: 1, b: 1 }, tags: { "mlflow.user": "ann" }, source });
    await merge(3000, { inputs: { q: 1 }, expectations: { b: 2 }, tags: { t: "x" }, outputs: { o: 1 } });
    await merge(4000, { inputs: { q: 1 }, expectations: {}, source: { source_type: "CODE" } });
    const [record] = await all();
    expect(record).toMatchObject({
      outputs: object('{"o":1}'),
      expectations: object('{"a":1,"b":2}'),
      tags: object('{"mlflow.user":"ann","t":"x"}'),
      source: { type: "HUMAN" },
      createdAt: 2000,
      updatedAt: 4000,
      createdBy: "ann",
      updatedBy: "ann",
    });
    await merge(5000, { inputs: { q: 1 }, outputs: null, tags: { "mlflow.user": "bob" } });
    expect((await all())[0]).toMatchObject({ outputs: null, createdBy: "ann", updatedBy: "bob" });
  });

  it("the dataset says what is in it, and gets another digest", async () => {
    const { store, merge } = await opened();
    const before = await store.dataset("d-1");
    await merge(2000, { inputs: { q: "x", n: 1 }, tags: { "mlflow.user": "ann" } });
    await merge(3000, { inputs: { q: 5, l: [] }, outputs: { o: 1.5 }, expectations: { e: true, z: null } });
    const after = await store.dataset("d-1");
    expect(after).toMatchObject({ profile: '{"num_records": 2}', updatedAt: 3000, updatedBy: null, createdAt: 1000 });
    expect(after?.digest).not.toBe(before?.digest);
    expect(after?.schema).toBe(
      '{"inputs": {"q": "string", "n": "integer", "l": "array"}, "outputs": {"o": "float"}, ' +
        '"expectations": {"e": "boolean", "z": "null"}, "version": "1.0"}',
    );
  });

  it("pages go from the first record on, and what is added between them comes last", async () => {
    const { store, merge } = await opened();
    await merge(2000, ...[1, 2, 3, 4, 5].map((q) => ({ inputs: { q } })));
    const first = await store.records("d-1", { limit: 2, after: null });
    await merge(2000, { inputs: { q: 6 } }, { inputs: { q: 1 }, outputs: 1 });
    const second = await store.records("d-1", { limit: 3, after: first.next });
    const third = await store.records("d-1", { limit: 1, after: second.next });
    const read = [first, second, third].flatMap(({ items }) => items.map(({ inputs }) => writeExactJson(inputs)));
    expect(read).toEqual([1, 2, 3, 4, 5, 6].map((q) => `{"q": ${q}}`));
    expect(third.next).toBeNull();
    await expect(store.records("d-1", { limit: 1, after: ["x"] })).rejects.toMatchObject({
      code: "tracking.bad_page_token",
    });
    expect(await store.records("d-no", ALL)).toEqual({ items: [], next: null });
  });

  it("records are removed by id, and the same inputs can come again", async () => {
    const { store, merge, all } = await opened();
    await merge(2000, { inputs: { q: 1 } }, { inputs: { q: 2 } });
    const schema = (await store.dataset("d-1"))?.schema;
    expect(await store.removeRecords("d-1", ["dr-2", "dr-no", "dr-2"])).toBe(1);
    expect(await store.dataset("d-1")).toMatchObject({ profile: '{"num_records": 1}', schema, updatedAt: 2000 });
    expect(await store.removeRecords("d-1", ["dr-1"])).toBe(1);
    expect(await store.dataset("d-1")).toMatchObject({ profile: "null" });
    expect(await store.removeRecords("d-1", ["dr-1"])).toBe(0);
    expect(await store.removeRecords("d-no", ["dr-1"])).toBe(0);
    await merge(3000, { inputs: { q: 2 } });
    expect((await all()).map(({ recordId }) => recordId)).toEqual(["dr-3"]);
  });

  it("nothing is merged into a dataset that is not there, nor shared between two", async () => {
    const { store, merge } = await opened();
    const newId = counting("dr-o");
    await expect(store.merge("d-no", { records: [], newId, at: 1 })).rejects.toMatchObject({
      code: "tracing.dataset_unknown",
    });
    await store.create(sampleDataset({ datasetId: "d-2" }));
    await merge(2000, { inputs: { q: 1 } });
    expect(await store.merge("d-2", { records: wishes({ inputs: { q: 1 } }), newId, at: 1 })).toMatchObject({
      inserted: 1,
    });
    expect(await store.removeRecords("d-2", ["dr-1"])).toBe(0);
  });

  it("calls at the same time lose nothing and make no record twice", async () => {
    const { store, merge, all } = await opened();
    const counts = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        merge(2000 + i, { inputs: { q: i % 3 }, expectations: { [`e${i}`]: i } }, { inputs: { own: i } }),
      ),
    );
    expect(counts.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(15);
    expect(counts.reduce((sum, { updated }) => sum + updated, 0)).toBe(9);
    const shared = (await all()).filter(({ inputs }) => inputs.has("q"));
    expect(shared.map(({ expectations }) => expectations?.size)).toEqual([4, 4, 4]);
    expect(await store.dataset("d-1")).toMatchObject({ profile: '{"num_records": 15}' });
  });

  it("whatever the calls, it is as if one map from inputs to records had been written", async () => {
    const record = fc.record(
      {
        inputs: fc.record({ q: fc.nat(4) }),
        outputs: fc.constantFrom(null, 1, "x"),
        expectations: fc.object({ maxDepth: 0 }),
      },
      { requiredKeys: ["inputs"] },
    );
    const calls = fc.sample(fc.array(record, { maxLength: 4 }), { numRuns: 25, seed: 11 });
    const { merge, all } = await opened();
    const kept = new Map<string, { outputs: unknown; expectations: Record<string, unknown> | null }>();
    for (const [i, records] of calls.entries()) {
      await merge(2000 + i, ...records);
      for (const { inputs, outputs, expectations } of JSON.parse(JSON.stringify(records))) {
        const was = kept.get(JSON.stringify(inputs)) ?? { outputs: {}, expectations: expectations ?? null };
        const hasNew = expectations !== undefined && Object.keys(expectations).length > 0;
        kept.set(JSON.stringify(inputs), {
          outputs: outputs === undefined ? was.outputs : outputs,
          expectations: hasNew ? { ...was.expectations, ...expectations } : was.expectations,
        });
      }
    }
    const found = await all();
    expect(found.map(({ inputs }) => JSON.parse(writeExactJson(inputs)))).toEqual(
      [...kept.keys()].map((text) => JSON.parse(text)),
    );
    for (const { inputs, outputs, expectations } of found) {
      const plain = {
        outputs: JSON.parse(writeExactJson(outputs)),
        expectations: JSON.parse(writeExactJson(expectations)),
      };
      expect(plain).toEqual(kept.get(JSON.stringify(JSON.parse(writeExactJson(inputs)))));
    }
  });
}
