import type { Words } from "../words.js";

/**
 * Traces, their spans and assessments. A trace has a number, by which all else knows it. The content of a span may be long and is kept apart, so
 * that spans are looked through without it. Times of spans are ns since the epoch as 20 digits: more than a double holds, and in order as text.
 */
export function traceTables(w: Words): string[] {
  return [...ownTables(w), ...spanTables(w), ...assessmentTables(w)];
}

const ofTrace = (w: Words): string => `trace ${w.integer} not null references traces (number) on delete cascade`;

function ownTables(w: Words): string[] {
  const ranked = (table: string): string =>
    `create table ${table} (
    ${ofTrace(w)},
    key ${w.text} not null,
    value ${w.text} not null,
    rank ${w.integer} not null,
    primary key (trace, key)
  ) ${w.keyed}`;
  const links = (table: string, column: string): string =>
    `create table ${table} (
    ${ofTrace(w)},
    ${column} ${w.text} not null,
    primary key (trace, ${column})
  ) ${w.keyed}`;
  return [
    `create table traces (
    number ${w.counter},
    id ${w.text} not null unique,
    experiment ${w.integer} not null,
    requested_at ${w.real} not null,
    duration_ms ${w.real},
    state ${w.text} not null,
    client_request_id ${w.text},
    session ${w.text},
    said ${w.text} not null,
    request_preview ${w.text},
    response_preview ${w.text}
  ) ${w.rows}`,
    `create index traces_by_time on traces (experiment, requested_at desc, id)`,
    `create index traces_by_session on traces (session, experiment) where session is not null`,
    ranked("trace_tags"),
    ranked("trace_metadata"),
    links("trace_runs", "run_id"),
    links("trace_prompts", "prompt"),
  ];
}

function spanTables(w: Words): string[] {
  return [
    `create table trace_spans (
    number ${w.counter},
    ${ofTrace(w)},
    id ${w.text} not null,
    parent ${w.text},
    name ${w.text} not null,
    type ${w.text},
    status ${w.text} not null,
    started_at ${w.text} not null,
    ended_at ${w.text},
    size_bytes ${w.integer} not null,
    summary ${w.text} not null,
    unique (trace, id)
  ) ${w.rows}`,
    `create table trace_span_contents (
    ${ofTrace(w)},
    id ${w.text} not null,
    event_times ${w.text} not null,
    content ${w.text} not null,
    unique (trace, id)
  ) ${w.rows}`,
  ];
}

function assessmentTables(w: Words): string[] {
  return [
    `create table trace_assessments (
    number ${w.counter},
    ${ofTrace(w)},
    id ${w.text} not null,
    kind ${w.text} not null,
    name ${w.text} not null,
    amount ${w.real},
    created_at ${w.real} not null,
    of_session ${w.integer} not null,
    valid ${w.integer} not null,
    value ${w.text} not null,
    body ${w.text} not null,
    unique (trace, id)
  ) ${w.rows}`,
  ];
}
