import type { FailureCode, GyreError } from "../../../core/index.js";

/** An answer that is not 2xx, as MLflow's clients read it. */
export interface MlflowFailure {
  readonly status: number;
  readonly body: { readonly error_code: string; readonly message: string };
}

const HTTP_STATUS = {
  BAD_REQUEST: 400,
  INVALID_PARAMETER_VALUE: 400,
  INVALID_STATE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_DOES_NOT_EXIST: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TOO_LARGE: 413,
  RESOURCE_EXHAUSTED: 429,
  CANCELLED: 499,
  INTERNAL_ERROR: 500,
  TEMPORARILY_UNAVAILABLE: 503,
} as const;

type MlflowCode = keyof typeof HTTP_STATUS;

/** What Gyre's codes are called there; any other is the server's own fault, or follows its status. */
const MLFLOW_CODE: Readonly<Partial<Record<FailureCode, MlflowCode>>> = {
  "tracking.experiment_exists": "RESOURCE_ALREADY_EXISTS",
  "registry.model_exists": "RESOURCE_ALREADY_EXISTS",
  "access.user_exists": "RESOURCE_ALREADY_EXISTS",
  "access.too_many_attempts": "RESOURCE_EXHAUSTED",
  "tracking.artifact_in_the_way": "INVALID_PARAMETER_VALUE",
  "tracking.not_active": "INVALID_PARAMETER_VALUE",
  "tracking.param_changed": "INVALID_PARAMETER_VALUE",
  "registry.alias_unknown": "INVALID_PARAMETER_VALUE",
  "registry.gate_failed": "INVALID_PARAMETER_VALUE",
  "server.route_unknown": "ENDPOINT_NOT_FOUND",
  "server.method_not_allowed": "METHOD_NOT_ALLOWED",
  "serving.body_too_large": "REQUEST_TOO_LARGE",
  "tracking.too_many_uploads": "RESOURCE_EXHAUSTED",
  "server.too_many_bodies": "RESOURCE_EXHAUSTED",
  "core.cancelled": "CANCELLED",
  "access.own_account": "BAD_REQUEST",
  "core.not_json": "BAD_REQUEST",
  "serving.bad_media_type": "BAD_REQUEST",
};

/** Exporters of spans are told as MLflow's server tells them, and who was too slow may try again. */
const OWN_STATUS: Readonly<Partial<Record<FailureCode, number>>> = {
  "tracing.spans_refused": 422,
  "server.request_timed_out": 408,
};

const RENAME_OF_DELETED = "Cannot rename a non-active experiment.";

/**
 * Gyre's failure in MLflow's words. Clients try 5xx again for minutes, so only what trying again can help is one. The
 * message goes out as it is, but for faults of the server, whose cause is for its log.
 */
export function mlflowError(error: GyreError): MlflowFailure {
  const code = codeOf(error);
  const isFault = error.failure.status === 500;
  // Clients show the message alone, and who is refused, or finds the server without its database, must know what to do.
  const mustAct = [401, 503, 507].includes(error.failure.status);
  const told = mustAct && error.hint ? `${error.message}: ${error.hint}` : error.message;
  const message = isFault ? "something went wrong in the server; its log has the cause" : told;
  return { status: OWN_STATUS[error.code] ?? HTTP_STATUS[code], body: { error_code: code, message } };
}

function codeOf({ code, failure, message }: GyreError): MlflowCode {
  if (code === "tracking.not_active" && message === RENAME_OF_DELETED) return "INVALID_STATE";
  const known = MLFLOW_CODE[code];
  if (known !== undefined) return known;
  if (failure.status === 401) return "UNAUTHENTICATED";
  if (failure.status === 403) return "PERMISSION_DENIED";
  if (failure.status === 404) return "RESOURCE_DOES_NOT_EXIST";
  if (failure.status === 503 || failure.status === 507) return "TEMPORARILY_UNAVAILABLE";
  return failure.status >= 500 ? "INTERNAL_ERROR" : "INVALID_PARAMETER_VALUE";
}
