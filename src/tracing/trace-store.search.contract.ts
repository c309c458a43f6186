import { expect, it } from "vitest";
import { type Cursor, parseFilter, parseOrderBy } from "../tracking/index.js";
import { AT, type OpenTraces, sampleAssessment, sampleSpan, sampleWish, traceId } from "./trace-store.fixture.js";

/** How traces are searched; what filters mean is compared with MLflow's server in the golden contract. */
export function traceSearchContract(open: () => Promise<OpenTraces>): void {
  const finder =
    ({ traces }: OpenTraces) =>
    async (filter: string, order: readonly string[] = []): Promise<readonly number[]> => {
      const query = {
        where: parseFilter("traces", filter),
        orderBy: parseOrderBy("traces", order),
        limit: 100,
        after: null,
      };
      const { items } = await traces.search(["0"], query);
      expect(await traces.count(["0"], query.where)).toBe(items.length);
      return items.map((one) => Number.parseInt(one.traceId.slice(3), 16));
    };

  it("gives the latest first and then by id, in the wished order what is missing last", async () => {
    const store = await open();
    for (const n of [3, 1, 2])
      await store.traces.begin(sampleWish(n, { requestedAt: AT, durationMs: n === 1 ? null : n }));
    await store.traces.begin(sampleWish(4));
    const find = finder(store);
    expect(await find("")).toEqual([4, 1, 2, 3]);
    expect(await find("", ["execution_time_ms"])).toEqual([2, 3, 4, 1]);
    expect(await find("", ["execution_time_ms DESC", "request_id DESC"])).toEqual([4, 3, 2, 1]);
  });

  it("asks of one and the same span what is said of spans and joined by AND", async () => {
    const store = await open();
    await store.traces.logSpans("0", [
      sampleSpan(1, 1, { name: "a", status: "OK" }),
      sampleSpan(1, 2, { name: "b", status: "ERROR", parentId: "0000000000000001" }),
      sampleSpan(2, 1, { name: "a", status: "ERROR" }),
    ]);
    const find = finder(store);
    expect(await find("span.name = 'a' AND span.status = 'ERROR'")).toEqual([2]);
    expect(await find("span.name RLIKE 'a' AND span.status = 'ERROR'")).toEqual([2]);
    expect(await find("(span.name = 'a' OR span.name = 'b') AND span.status = 'ERROR'")).toEqual([1, 2]);
    expect(await find("NOT (span.name = 'b' AND span.status = 'ERROR')")).toEqual([2]);
    expect(await find("NOT span.name RLIKE '^b$'")).toEqual([2]);
    expect(await find("span.name RLIKE 'c' OR NOT span.name RLIKE 'b'")).toEqual([2]);
  });

  it("pages without gaps, also where patterns are matched, while others are logged", async () => {
    const { traces } = await open();
    const name = (n: number) => (n % 3 === 0 ? `hit ${n}` : "miss");
    for (let n = 0; n < 25; n++)
      await traces.begin(
        sampleWish(n, { requestedAt: AT + (n % 7), tags: { "mlflow.traceName": name(n), k: String(n % 4) } }),
      );
    for (const filter of ["", "name RLIKE '^hit [0-9]+$'", "name RLIKE 'hit' AND tags.k != '2'"]) {
      for (const order of [[], ["tags.k DESC"], ["tags.nope", "name"]]) {
        const query = { where: parseFilter("traces", filter), orderBy: parseOrderBy("traces", order), limit: 100 };
        const all = (await traces.search(["0"], { ...query, after: null })).items.map((one) => one.traceId);
        const paged: string[] = [];
        for (let after: Cursor | null = null; ; ) {
          const page = await traces.search(["0"], { ...query, limit: 2, after });
          expect(page.items.length).toBeGreaterThan(0);
          paged.push(...page.items.map((one) => one.traceId));
          if (page.next === null) break;
          after = JSON.parse(JSON.stringify(page.next)) as Cursor;
          await traces.begin(
            sampleWish(100 + paged.length, { requestedAt: AT * 2, tags: { k: "9", "mlflow.traceName": "A" } }),
          );
        }
        expect(paged).toEqual(all);
        await traces.remove("0", { ids: Array.from({ length: 200 }, (_, n) => traceId(100 + n)) });
      }
    }
  });

  it("matches patterns in time that grows with the text alone, and refuses what it cannot match so", async () => {
    const store = await open();
    await store.traces.begin(sampleWish(1, { tags: { k: `${"a".repeat(8000)}!` } }));
    const find = finder(store);
    const start = process.hrtime.bigint();
    expect(await find("tags.k RLIKE '^(a+)+$'")).toEqual([]);
    expect(await find("tags.k RLIKE '(a|aa)+!$'")).toEqual([1]);
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(2000);
    for (const pattern of ["(a", "(?=a)", "(a)\\1", "a".repeat(1001)])
      await expect(find(`tags.k RLIKE '${pattern}'`)).rejects.toMatchObject({ code: "tracking.bad_filter" });
  });

  it("counts assessments of a session for all of its traces in the experiments that are searched", async () => {
    const store = await open();
    const metadata = { "mlflow.trace.session": "s" };
    const { id } = await store.tracking.createExperiment({ name: "other", artifactLocation: null, tags: [], at: 1 });
    for (const n of [1, 2]) await store.traces.begin(sampleWish(n, { metadata }));
    await store.traces.begin(sampleWish(3));
    await store.traces.begin(sampleWish(4, { metadata, experimentId: id }));
    await store.traces.assess(
      sampleAssessment(1, "a", { metadata, judgement: { kind: "feedback", value: "yes", error: null } }),
    );
    await store.traces.assess(sampleAssessment(4, "b", { metadata, name: "elsewhere" }));
    const find = finder(store);
    expect(await find("feedback.good = 'yes'")).toEqual([2, 1]);
    expect(await find("feedback.good RLIKE 'y.s'")).toEqual([2, 1]);
    expect(await find("feedback.good IS NULL")).toEqual([3]);
    expect(await find("feedback.elsewhere IS NOT NULL")).toEqual([]);
  });

  it("finds nothing in experiments that are not there", async () => {
    const { traces } = await open();
    await traces.begin(sampleWish(1));
    const all = { where: null, orderBy: [], limit: 10, after: null };
    expect((await traces.search(["1", "x"], all)).items).toEqual([]);
    expect((await traces.search([], all)).items).toEqual([]);
    expect(await traces.count(["0", "0"], null)).toBe(1);
  });

  it("refuses a cursor of another order", async () => {
    const { traces } = await open();
    await traces.begin(sampleWish(1));
    const wish = { where: null, orderBy: [], limit: 10, after: ["x"] };
    await expect(traces.search(["0"], wish)).rejects.toMatchObject({ code: "tracking.bad_page_token" });
  });
}
