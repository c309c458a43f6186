import { asGyreError, GyreError, nearestName } from "../../core/index.js";
import type { Source } from "../../data/index.js";

/** Does `work` for a source and turns DuckDB's failures into ours, with the source's name. */
export async function naming<T>(source: Source, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const error = asGyreError(cause);
    throw error.code === "data.query_failed" && error.details.source === undefined ? explained(source, error) : error;
  }
}

function explained(source: Source, cause: GyreError): GyreError {
  const details = { source: source.name, ...(source.kind === "file" ? { path: source.path } : {}) };
  const zone = /unknown timezone '([^']*)'/i.exec(cause.message)?.[1];
  if (zone !== undefined) {
    const nearest = nearestName(zone, Intl.supportedValuesOf("timeZone"));
    return new GyreError("data.bad_time_zone", `source ${source.name}: ${JSON.stringify(zone)} is no time zone`, {
      cause,
      details: { ...details, zone, nearest: nearest ?? null },
      hint: nearest ? `did you mean ${JSON.stringify(nearest)}?` : "use a name such as America/New_York",
    });
  }
  // What follows is advice on DuckDB's own options.
  const reason = cause.message.split(/\n\n|\nPossible/)[0].replaceAll("\n", "; ");
  if (source.kind === "query") {
    return new GyreError("data.query_failed", `the query of source ${source.name} failed: ${reason}`, {
      cause,
      details,
    });
  }
  return new GyreError(
    "data.unreadable",
    `source ${source.name}: ${source.path} cannot be read as ${source.format}: ${reason}`,
    { cause, details, hint: "the file may be cut short or damaged: fetch it again; nothing was changed" },
  );
}
