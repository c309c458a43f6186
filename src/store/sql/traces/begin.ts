import type { Kysely, Transaction } from "kysely";
import {
  begunMetadata,
  begunTags,
  placeTag,
  saidAfter,
  type TraceStore,
  type TraceWish,
} from "../../../tracing/index.js";
import { requireActive } from "../../tracking-failures.js";
import type { Tables } from "../schema.js";
import { experimentRow } from "../tracking/experiments.js";
import { putAssessment } from "./assessment-rows.js";
import { readTraces } from "./read-traces.js";
import { insertTrace, knownTraces, settle, type TraceWriter } from "./settle.js";

/** The store's `begin`. */
export function beginIn(writer: TraceWriter) {
  return async (trx: Transaction<Tables>, wish: TraceWish): ReturnType<TraceStore["begin"]> => {
    const [tags, metadata] = [begunTags(wish), begunMetadata(wish)];
    const experiment = await experimentRow(trx, wish.experimentId);
    requireActive("experiment", wish.experimentId, experiment.stage);
    const there = (await knownTraces(trx, [wish.traceId])).get(wish.traceId);
    const { number, id, said } = there ?? (await insertTrace(trx, wish.traceId, experiment.number));
    if (there) await moveTo(trx, number, experiment.number);
    await writer.setTags(trx, number, { ...tags, ...placeTag(experiment.artifact_location, id) }, "said");
    await writer.setMetadata(trx, number, metadata, "said");
    for (const one of wish.assessments ?? []) await putAssessment(trx, number, { ...one, traceId: id });
    await settle(trx, writer, { number, id, said: saidAfter(said, wish) });
    return (await readTraces(trx, [number]))[0]!;
  };
}

async function moveTo(trx: Kysely<Tables>, number: number, experiment: number): Promise<void> {
  await trx.updateTable("traces").set({ experiment }).where("number", "=", number).execute();
}
