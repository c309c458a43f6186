import type { Answer, Intended } from "./mlflow-differences.js";

/** Which field has what of another type. */
const UNREADABLE = /^Invalid value .* for parameter '.*' supplied: {2}Hint: Value was of type '/s;

/** In which ways Gyre answers otherwise than MLflow 3.17.2, and why. Everything else is equal. */
export const INTENDED: readonly Intended[] = [
  {
    why: "a user's mistake is never the server's failure, which clients send again for two minutes; null is what is not there",
    holds: (mlflow, gyre) => isServerFailure(mlflow) && (isRefused(gyre) || isDone(gyre)),
  },
  {
    why: "a message says what is wrong, not which SQL statement failed, and what comes twice is no failure",
    holds: (mlflow, gyre) =>
      /\(sqlite3\.|Query-invoked autoflush/.test(messageOf(mlflow)) && (isRefused(gyre) || isDone(gyre)),
  },
  {
    why: "what cannot be read is refused; MLflow keeps the fields that it read before and drops the rest in silence",
    holds: (mlflow, gyre) =>
      !UNREADABLE.test(messageOf(mlflow)) && gyre.status === 400 && UNREADABLE.test(messageOf(gyre)),
  },
  {
    why: "a body that is no JSON object is refused; MLflow takes it for an empty message",
    section: "bodies",
    holds: (_, gyre) =>
      gyre.status === 400 && /^line \d+, column|^the body must be a JSON object|^Invalid clause/.test(messageOf(gyre)),
  },
  {
    why: "a number of 400 digits is told as what it is read as",
    section: "bodies",
    step: /^a huge number$/,
    holds: (mlflow, gyre) => isRefused(mlflow) && isRefused(gyre) && mlflow.code === gyre.code,
  },
  {
    why: "types of content are compared without case",
    section: "bodies",
    step: /^content type APPLICATION\/JSON$/,
    holds: (mlflow, gyre) => isRefused(mlflow) && isDone(gyre),
  },
  {
    why: "an unknown route or method is told in JSON, where MLflow sends an HTML page",
    holds: (mlflow, gyre) => mlflow.text === "text/html" && mlflow.status !== 200 && isRefused(gyre),
  },
  {
    why: "a version is no HTML, and an upload is answered as everything else",
    holds: (mlflow, gyre) => mlflow.status === 200 && ["", "text/html"].includes(mlflow.text ?? "none") && isDone(gyre),
  },
  {
    why: "tokens are ours, and what one that is none decodes to is not told",
    holds: (_, gyre) => isRefused(gyre) && /page token/.test(messageOf(gyre)),
  },
  {
    why: "a search of experiments without a size has the documented one",
    section: "messages",
    step: /experiments\/search/,
    holds: (mlflow, gyre) => /^Invalid value 0 for parameter 'max_results'/.test(messageOf(mlflow)) && isDone(gyre),
  },
  {
    why: "pages of nothing and of less never end",
    holds: (mlflow, gyre) => isDone(mlflow) && /It must be a positive integer/.test(messageOf(gyre)),
  },
  {
    why: "what the path says need not be said again in the body",
    section: "messages",
    step: /logged-models\/\{model_id\}.*: nothing$/,
    holds: (mlflow) => /'model_id'/.test(messageOf(mlflow)),
  },
  {
    why: "filters know OR, NOT and parentheses",
    holds: (mlflow, gyre) =>
      /^Invalid clause\(s\) in filter string: .*\bOR\b|^Invalid filter string: .* OR /.test(messageOf(mlflow)) &&
      Array.isArray(gyre.answer),
  },
  {
    why: "a status is compared by its name; MLflow compares it with a number and finds nothing",
    section: "logged models",
    step: /^filter status = 'READY'$/,
    holds: (mlflow, gyre) => isEmpty(mlflow.answer) && !isEmpty(gyre.answer),
  },
  {
    why: "a dataset without a digest is any of that name; MLflow looks for one whose digest is missing",
    section: "logged models",
    step: /^for a dataset$/,
    holds: (mlflow, gyre) => isEmpty(mlflow.answer) && !isEmpty(gyre.answer),
  },
  {
    why: "a folder is there while something is in it, as in any object store",
    section: "artifacts",
    step: /^after deletion$/,
    holds: (mlflow, gyre) =>
      same(
        listed(mlflow).filter(({ path }) => path !== "sub"),
        listed(gyre),
      ),
  },
  {
    why: "paths with backslashes, zeros, question marks, empty parts and dots are refused in every spelling",
    section: "artifacts",
    step: /\\|%5c|%00|%3f|%ff|\/\/|\/\.\/|\/$|%2e/,
    holds: (_, gyre) => gyre.status === 400 && messageOf(gyre) === "Invalid path",
  },
  {
    why: "an experiment's artifacts lie inside the root",
    section: "bodies",
    step: /^an experiment outside$/,
    holds: (mlflow, gyre) => isDone(mlflow) && gyre.status === 400,
  },
  {
    why: "a folder is no artifact",
    section: "artifacts",
    step: /^get a folder$/,
    holds: (mlflow, gyre) => isRefused(mlflow) && gyre.status === 404,
  },
  {
    why: "uploads in parts are served",
    section: "artifacts",
    step: /^multipart /,
    holds: (mlflow, gyre) => mlflow.status === 501 && isDone(gyre),
  },
];

function isServerFailure({ error, status }: Answer): boolean {
  return (status ?? 0) >= 500 || (error?.status === 500 && /Max retries exceeded/.test(error.message));
}

/** Refused once and for all. The client makes a status of its own of some codes; what it sends again it tells otherwise. */
function isRefused({ error, status }: Answer): boolean {
  if (error) return error.type === "RestException" || /^4\d\d Client Error/.test(error.message);
  return (status ?? 0) >= 400 && (status ?? 0) < 500;
}

function isDone({ answer, status }: Answer): boolean {
  return answer !== undefined || status === 200;
}

function messageOf({ error, message }: Answer): string {
  return (error?.message ?? message ?? "").replace(/^INVALID_PARAMETER_VALUE: /, "");
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function listed({ answer }: Answer): readonly { readonly path: string }[] {
  return answer as readonly { readonly path: string }[];
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
