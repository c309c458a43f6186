/** What a code means outside: the HTTP status, the exit code of the command line, and whether trying again can help. */
export interface Failure {
  readonly status: number;
  readonly exit: number;
  readonly retryable: boolean;
}

const userFault: Failure = { status: 400, exit: 2, retryable: false };
const notFound: Failure = { status: 404, exit: 3, retryable: false };
const conflict: Failure = { status: 409, exit: 4, retryable: false };
const refused: Failure = { status: 422, exit: 5, retryable: false };
const badData: Failure = { status: 422, exit: 6, retryable: false };
const unavailable: Failure = { status: 503, exit: 7, retryable: true };
const fault: Failure = { status: 500, exit: 1, retryable: false };

/** Every code that Gyre can fail with. Codes are `stage.what_happened` and never change their meaning; `docs/reference/failures.md` lists them. */
export const FAILURES = {
  "core.not_json": userFault,
  "core.bad_duration": userFault,
  "core.cancelled": { status: 499, exit: 130, retryable: true },
  "core.unexpected": fault,

  "onnx.malformed": badData,
  "onnx.unsupported": refused,

  "learn.bad_config": userFault,
  "learn.bad_table": badData,

  "access.unauthenticated": { status: 401, exit: 9, retryable: false },
  "access.too_many_attempts": { status: 429, exit: 9, retryable: true },
  "access.forbidden": { status: 403, exit: 9, retryable: false },
  "access.bad_value": userFault,
  "access.user_exists": conflict,
  "access.user_unknown": notFound,
  "access.last_admin": conflict,
  "access.own_account": userFault,
  "access.token_unknown": notFound,

  "data.file_missing": notFound,
  "data.unreadable": badData,
  "data.column_missing": badData,
  "data.type_changed": badData,
  "data.bad_time_zone": badData,
  "data.too_many_rejected": badData,
  "data.query_failed": badData,
  "data.schema_missing": userFault,

  "features.bad_definition": userFault,
  "features.bad_request": userFault,

  "tracking.run_unknown": notFound,
  "tracking.experiment_unknown": notFound,
  "tracking.experiment_exists": conflict,
  "tracking.model_unknown": notFound,
  "tracking.tag_unknown": notFound,
  "tracking.not_active": conflict,
  "tracking.param_changed": conflict,
  "tracking.bad_value": userFault,
  "tracking.bad_filter": userFault,
  "tracking.bad_page_token": userFault,
  "tracking.bad_artifact_path": userFault,
  "tracking.artifact_unknown": notFound,
  "tracking.artifact_in_the_way": conflict,
  "tracking.too_many_uploads": { status: 429, exit: 4, retryable: true },
  "tracking.upload_unknown": notFound,
  "tracking.part_unknown": userFault,
  "tracing.trace_unknown": notFound,
  "tracing.assessment_unknown": notFound,
  "tracing.dataset_unknown": notFound,
  "tracing.scorer_unknown": notFound,
  "tracing.bad_value": userFault,
  "tracing.bad_spans": userFault,
  "tracing.spans_refused": refused,

  "training.no_examples": badData,
  "training.one_class": badData,
  "training.python_missing": { status: 500, exit: 7, retryable: false },
  "training.script_failed": userFault,
  "training.not_recorded": refused,

  "registry.model_unknown": notFound,
  "registry.model_exists": conflict,
  "registry.alias_unknown": notFound,
  "registry.bad_value": userFault,
  "registry.version_unknown": notFound,
  "registry.webhook_unknown": notFound,
  "registry.gate_failed": refused,
  "registry.approval_missing": { status: 403, exit: 5, retryable: false },
  "registry.not_onnx": refused,
  "registry.parity_failed": refused,

  "serving.model_unreadable": badData,
  "serving.model_unknown": notFound,
  "serving.deployment_unknown": notFound,
  "serving.bad_request": userFault,
  "serving.body_too_large": { status: 413, exit: 2, retryable: false },
  "serving.bad_media_type": { status: 415, exit: 2, retryable: false },
  "serving.prediction_unknown": notFound,
  "serving.not_ready": unavailable,

  "rollouts.in_progress": conflict,

  "project.not_found": notFound,
  "project.load_failed": userFault,
  "project.bad_definition": userFault,
  "project.unknown_name": userFault,
  "project.exists": conflict,

  "pipelines.run_failed": fault,
  "rehearsal.policy_unknown": userFault,
  "rehearsal.not_run": notFound,

  "api.bad_request": userFault,

  "store.unavailable": unavailable,
  "store.disk_full": { status: 507, exit: 7, retryable: true },
  "store.corrupt": fault,
  "store.path_escapes": userFault,
  "store.too_new": refused,

  "server.host_refused": userFault,
  "server.origin_refused": { status: 403, exit: 2, retryable: false },
  "server.port_taken": { status: 500, exit: 8, retryable: true },
  "server.route_unknown": notFound,
  "server.method_not_allowed": { status: 405, exit: 2, retryable: false },
  "server.headers_too_large": { status: 431, exit: 2, retryable: false },
  "server.request_timed_out": { status: 408, exit: 7, retryable: true },
  "server.too_many_bodies": { status: 429, exit: 7, retryable: true },

  "cli.bad_usage": userFault,
} as const satisfies Record<string, Failure>;

/** A code of the table of failures. */
export type FailureCode = keyof typeof FAILURES;

/** What goes with an error besides its message. */
export interface ErrorContext {
  /** What to do about it, as an instruction. */
  readonly hint?: string;
  /** Facts for programs: the place, what was expected, what came. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** The one error class. The message says what was expected, what came, and where; the code is looked up in {@link FAILURES}. */
export class GyreError extends Error {
  readonly code: FailureCode;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: FailureCode, message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = "GyreError";
    this.code = code;
    this.hint = context.hint;
    this.details = context.details ?? {};
  }

  get failure(): Failure {
    return FAILURES[this.code];
  }
}

/** The error itself when it is Gyre's, else wrapped as `core.unexpected` with its cause kept. */
export function asGyreError(error: unknown): GyreError {
  if (error instanceof GyreError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new GyreError("core.unexpected", message, { cause: error });
}
