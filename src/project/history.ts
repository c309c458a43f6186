import type { EventBatch } from "../features/index.js";
import { type Asset, eventsCodec } from "../pipelines/index.js";
import type { LoopData } from "./data-assets.js";
import type { LoadedProject, Project } from "./types.js";

/** Everything that the online features and the predictions of a project are made from, in the order in which it became known. */
export interface History {
  /** Events of the sources that views read. */
  readonly events: readonly { readonly batch: EventBatch; readonly knownAt: string | null }[];
  /** The examples, ordered by their moment of prediction: id, moment, label, when it became known, and the request's fields. */
  readonly examples: EventBatch;
}

/** What a view source is read with: its columns in use, and the column of when its rows became known. */
interface Reading {
  readonly source: string;
  readonly knownAt: string | null;
  readonly columns: readonly string[];
}

/** The history as an asset, made from the checked sources. Expects the asset `validate`. */
export function historyAsset(data: LoopData, { project }: LoadedProject): Asset<readonly EventBatch[]> {
  const readings = readingsOf(project);
  const { examples, features } = project.model;
  const wanted = [examples.id, examples.at, examples.label, examples.labelKnownAt, ...Object.keys(features.fields)];
  const exampleColumns = [...new Set(wanted)];
  const sourceOf = (name: string) => project.sources.find((source) => source.name === name)!;
  return {
    name: "history",
    from: ["validate"],
    config: { readings, examples: { ...examples, columns: exampleColumns } },
    codec: eventsCodec,
    async make() {
      const batches: EventBatch[] = [];
      for (const { source, columns, knownAt } of readings) {
        batches.push(await data.offline.events({ source: sourceOf(source), columns, orderBy: knownAt }));
      }
      batches.push(
        await data.offline.events({ source: sourceOf(examples.source), columns: exampleColumns, orderBy: examples.at }),
      );
      return batches;
    },
  };
}

/** The batches that {@link historyAsset} made, with what they are for. */
export function openHistory({ project }: LoadedProject, batches: readonly EventBatch[]): History {
  const readings = readingsOf(project);
  return {
    events: readings.map(({ knownAt }, i) => ({ batch: batches[i], knownAt })),
    examples: batches[readings.length],
  };
}

/** One reading for each source that views use; `checkProject` sees to it that they agree on when its rows became known. */
function readingsOf(project: Project): readonly Reading[] {
  const readings = new Map<string, { source: string; knownAt: string | null; columns: Set<string> }>();
  const used = new Set(project.model.features.features.map(({ view }) => view));
  for (const view of project.views.filter(({ name }) => used.has(name))) {
    const reading = readings.get(view.source) ?? {
      source: view.source,
      knownAt: view.availableAt,
      columns: new Set<string>(),
    };
    const keys = project.entities.find(({ name }) => name === view.entity)?.keys ?? [];
    const times = [view.eventTime, view.availableAt, view.kind === "windows" ? view.eventId : null];
    for (const column of [...keys, ...times, ...valueColumns(view)]) if (column !== null) reading.columns.add(column);
    readings.set(view.source, reading);
  }
  return [...readings.values()].map((reading) => ({ ...reading, columns: [...reading.columns].sort() }));
}

function valueColumns(view: Project["views"][number]): readonly string[] {
  if (view.kind === "latest")
    return Object.values(view.fields).flatMap((field) => ("column" in field ? [field.column] : []));
  return Object.values(view.aggregates).flatMap((aggregate) => {
    if (aggregate.op === "rate") return [aggregate.when.column];
    return aggregate.column === undefined ? [] : [aggregate.column];
  });
}
