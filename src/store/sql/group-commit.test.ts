import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { groupCommit } from "./group-commit.js";

describe("groupCommit", () => {
  it("commits together what came while the commit before was under way, in order", async () => {
    const groups: (readonly number[])[] = [];
    const { add } = groupCommit<number>(async (group) => {
      groups.push(group);
      await sleep(5);
    });
    const early = [add({ rows: 1, data: 1 }), add({ rows: 1, data: 2 })];
    await sleep(2);
    const late = [3, 4, 5].map((data) => add({ rows: 1, data }));
    await Promise.all([...early, ...late]);
    await add({ rows: 1, data: 6 });
    expect(groups).toEqual([[1, 2], [3, 4, 5], [6]]);
  });

  it("resolves no write before its commit has ended", async () => {
    let committed = false;
    const { add } = groupCommit<number>(async () => {
      await sleep(5);
      committed = true;
    });
    await add({ rows: 1, data: 1 });
    expect(committed).toBe(true);
  });

  it("fails all who shared a failed commit, and only them", async () => {
    const { add } = groupCommit<string>(async (group) => {
      if (group.includes("bad")) throw new Error("no room");
    });
    const shared = await Promise.allSettled([add({ rows: 1, data: "good" }), add({ rows: 1, data: "bad" })]);
    expect(shared.map((one) => one.status)).toEqual(["rejected", "rejected"]);
    await expect(add({ rows: 1, data: "good" })).resolves.toBeUndefined();
  });

  it("keeps groups to about 2000 rows, and lets a larger write through alone", async () => {
    const groups: (readonly number[])[] = [];
    const { add } = groupCommit<number>(async (group) => {
      groups.push(group);
    });
    await Promise.all([1500, 500, 1, 9000, 7].map((rows) => add({ rows, data: rows })));
    expect(groups).toEqual([[1500, 500], [1], [9000], [7]]);
  });
});
