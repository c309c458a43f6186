import { notSampled, requireShare, type ScorerSampling } from "../../../../../tracing/index.js";
import { parseFilter, randomHexId } from "../../../../../tracking/index.js";
import { verbatim } from "../../write-reply.js";
import { activeExperiment } from "../tracking/experiments.js";
import type { OperationOf } from "./message.js";
import { scorerUnknown } from "./scorers.js";

export const getOnlineScoringConfigs: OperationOf<"getOnlineScoringConfigs"> = async ({ evaluation }, message) => ({
  configs: verbatim(JSON.stringify((await evaluation.scorers.samplings(message.scorer_ids)).map(samplingReply))),
});

export const upsertOnlineScoringConfig: OperationOf<"upsertOnlineScoringConfig"> = async (context, message) => {
  const { evaluation, tracking, random } = context;
  const { name, sample_rate: rate, filter_string: filter = null } = message;
  requireShare(rate);
  parseFilter("traces", filter ?? "");
  const { id: experimentId } = await activeExperiment(tracking, message.experiment_id);
  const versions = await evaluation.scorers.versions(experimentId, name);
  if (versions.length > 0 && rate > 0) throw notSampled(name);
  const wish = { samplingId: randomHexId(random), experimentId, name, rate, filter };
  const sampling = await evaluation.scorers.sample(wish);
  if (sampling === null) throw scorerUnknown(name, message.experiment_id);
  return { config: samplingReply(sampling) };
};

function samplingReply({ samplingId, scorerId, experimentId, rate, filter }: ScorerSampling) {
  return {
    online_scoring_config_id: samplingId,
    scorer_id: scorerId,
    sample_rate: rate,
    experiment_id: experimentId,
    ...(filter !== null && { filter_string: filter }),
  };
}
