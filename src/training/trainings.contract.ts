import { expect, it } from "vitest";
import type { TrainingsUnderWay } from "./index.js";

/** What every {@link TrainingsUnderWay} must do; `open` gives views of the same state, as processes have them. */
export function trainingsContract(open: () => Promise<readonly [TrainingsUnderWay, TrainingsUnderWay]>): void {
  const abandoned = async (trainings: TrainingsUnderWay): Promise<readonly string[]> => {
    const found: string[] = [];
    await trainings.abandoned(async (runId) => void found.push(runId));
    return found;
  };

  it("abandons no training that is under way, and none that has ended", async () => {
    const [mine, theirs] = await open();
    const first = await mine.begin("run_01");
    const second = await theirs.begin("run_02");
    expect([await abandoned(mine), await abandoned(theirs)]).toEqual([[], []]);
    await first.end();
    expect([await abandoned(mine), await abandoned(theirs)]).toEqual([[], []]);
    await second.end();
    expect([await abandoned(mine), await abandoned(theirs)]).toEqual([[], []]);
  });

  it("knows nothing before the first training", async () => {
    expect(await abandoned((await open())[0])).toEqual([]);
  });
}
