import { compareText } from "../../core/index.js";
import type { ModelMetric, TrackingStore } from "../../tracking/index.js";
import type { RegisteredVersion } from "../types.js";

/** What was measured of a version. */
export interface MeasuredVersion {
  /** The latest value of a metric and where it is; null where it is not. */
  find(metric: string): { readonly value: number; readonly place: string } | null;
  /** That a metric is not there, and where it was looked for. */
  absence(metric: string): string;
}

/** The metrics of a version: those of its logged model, and what these lack, of its run. */
export async function measuredVersion(
  tracking: TrackingStore,
  { modelId, runId }: RegisteredVersion,
): Promise<MeasuredVersion> {
  const model = modelId === null ? null : await tracking.model(modelId);
  const run = runId === "" ? null : await tracking.run(runId);
  const [ofModel, ofRun] = [`logged model ${modelId}`, `run ${runId}`];
  const places = [
    ...(modelId === null ? [] : [model ? ofModel : `${ofModel}, which is not there`]),
    ...(runId === "" ? [] : [run ? ofRun : `${ofRun}, which is not there`]),
  ];
  return {
    find(metric) {
      const measured = model?.metrics.filter(({ key }) => key === metric) ?? [];
      const latest = measured.reduce<ModelMetric | null>(
        (best, one) => (best && !isLater(one, best) ? best : one),
        null,
      );
      if (latest) return { value: latest.value, place: ofModel };
      const logged = run?.metrics.find(({ key }) => key === metric);
      return logged ? { value: logged.value, place: ofRun } : null;
    },
    absence(metric) {
      if (places.length === 0) return `${metric} is not there, as the version has neither a logged model nor a run`;
      return `${metric} was looked for in ${places.join(" and ")}, and is not there`;
    },
  };
}

/** As a search orders them: the greatest (timestamp, step), of equals that of the smallest run id, then the greatest value. */
function isLater(a: ModelMetric, b: ModelMetric): boolean {
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp;
  if (a.step !== b.step) return a.step > b.step;
  return a.runId === b.runId ? a.value > b.value : compareText(a.runId, b.runId) < 0;
}
