import type { Answer, Intended } from "./mlflow-differences.js";

/** In which ways Gyre answers about traces otherwise than MLflow 3.17.2, and why. Everything else is equal. */
export const TRACES_INTENDED: readonly Intended[] = [
  {
    why: "null is what is not there",
    section: "trace messages",
    step: / = None$/,
    holds: (_, gyre) => gyre.status === 200,
  },
  {
    why: "a trace that was said to have begun is marked so, by whichever route",
    section: "trace messages",
    step: / 2\.0 \/mlflow\/traces/,
    holds: (mlflow, gyre) => withoutMark(mlflow) === withoutMark(gyre),
  },
  {
    why: "a page that ends at the last trace has no token, and so no empty page follows",
    section: "trace messages",
    step: /^GET 2\.0 \/mlflow\/traces: /,
    holds: (mlflow, gyre) => withoutToken(withoutMark(mlflow)) === withoutToken(withoutMark(gyre)),
  },
  {
    why: "what is not said again of a trace stays",
    step: /^begin: |^get traces\/the trace$|^infos in |POST 3\.0 \/mlflow\/traces: /,
    holds: (mlflow, gyre) => mlflow.status === 200 && holdsAll(shapeOf(gyre), shapeOf(mlflow)),
  },
  {
    why: "a trace without an id would be found by nobody",
    step: /^begin: id$/,
    holds: (_, gyre) => gyre.status === 400,
  },
  {
    why: "what is no mask is refused",
    step: /: update_mask = /,
    holds: (_, gyre) => gyre.status === 400,
  },
  {
    why: "refusals have a code, and say where in the spans something is wrong",
    section: "spans",
    holds: (mlflow, gyre) => mlflow.status === gyre.status && !mlflow.code && gyre.code === "INVALID_PARAMETER_VALUE",
  },
  {
    why: "ids of another length are refused, as they would be filled up with zeros",
    section: "spans",
    step: /^a short /,
    holds: (mlflow, gyre) => mlflow.status === 200 && gyre.status === 422,
  },
  {
    why: "spans of a run that is not there are refused, as nobody would find them",
    section: "spans",
    step: /^of no run$/,
    holds: (mlflow, gyre) => mlflow.status === 200 && gyre.code === "RESOURCE_DOES_NOT_EXIST",
  },
  {
    why: "an export in JSON is answered in JSON",
    section: "spans",
    holds: (mlflow, gyre) => mlflow.text === "application/x-protobuf" && gyre.status === 200 && gyre.text === undefined,
  },
];

function withoutMark(answer: Answer): string {
  const metadata = /,?"request_metadata":\[[^\]]*\]/g;
  return JSON.stringify(answer).replace(metadata, "");
}

function withoutToken(answer: string): string {
  return answer.replace(/"next_page_token":"str",?/, "");
}

function shapeOf(answer: Answer): unknown {
  return (answer as { readonly shape?: unknown }).shape;
}

/** Whether a shape has all that another has. */
function holdsAll(shape: unknown, part: unknown): boolean {
  if (typeof part !== "object" || part === null) return shape === part;
  if (typeof shape !== "object" || shape === null) return false;
  return Object.entries(part).every(([key, value]) =>
    holdsAll((shape as Readonly<Record<string, unknown>>)[key], value),
  );
}
