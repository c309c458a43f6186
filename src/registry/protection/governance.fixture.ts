import { virtualClock } from "../../core/index.js";
import type { ArtifactTree, TrackingStore } from "../../tracking/index.js";
import { metric, NOTHING, sampleRun } from "../../tracking/tracking-store.fixture.js";
import type { Governance, GovernedContext, Mover } from "../index.js";
import { NEW_MODEL, sampleWish } from "../registered-model.fixture.js";

/** What the tests of moves are given: empty stores, the tracking store with its default experiment. */
export interface OpenedStores {
  readonly governance: Governance;
  readonly tracking: TrackingStore;
  readonly artifacts: ArtifactTree;
}

/** A model `churn` whose versions were registered by ann, with ways to act on them. */
export interface Churn extends GovernedContext {
  /** A version with these metrics of its run, and a file. Gives its number. */
  version(metrics?: Readonly<Record<string, number>>, name?: string): Promise<number>;
  write(version: number, file: string, words: string): Promise<void>;
  champion(): Promise<number | null>;
}

export const EDITOR: Mover = { actor: "ann", mayRelease: false };
export const ADMIN: Mover = { actor: "root", mayRelease: true };
export const CHAMPION = { name: "churn", alias: "champion" } as const;

/** What the tests protect the champion with. */
export const AUC = { model: "churn", alias: "champion", gates: ["auc >= 0.8"], approvals: 0 };
export const APPROVED = { model: "churn", alias: "champion", gates: [], approvals: 1 };

/** Opens it. */
export async function openChurn({ governance, tracking, artifacts }: OpenedStores): Promise<Churn> {
  const { registered } = governance;
  let runs = 0;
  await registered.create({ name: "churn", ...NEW_MODEL });
  const write: Churn["write"] = async (version, file, words) => {
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode(words);
    }
    await artifacts.write(`m/${version}/${file}`, bytes());
  };
  return {
    governance,
    tracking,
    artifacts,
    clock: virtualClock(5000),
    write,
    async version(metrics = {}, name = "churn") {
      const run = sampleRun(++runs);
      await tracking.createRun(run, []);
      const logged = Object.entries(metrics).map(([key, value]) => metric(key, value, 1, 0));
      await tracking.log(run.id, { ...NOTHING, metrics: logged });
      const storageLocation = `mlflow-artifacts:/m/${runs}`;
      const wish = sampleWish({ name, userId: "ann", runId: run.id, storageLocation });
      const { version } = await registered.createVersion(wish);
      await write(runs, "model.txt", `model ${runs}`);
      return version;
    },
    champion: async () => (await registered.byAlias("churn", "champion"))?.version ?? null,
  };
}
