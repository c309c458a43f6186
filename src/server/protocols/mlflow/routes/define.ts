import type { Permission } from "../../../../access/index.js";
import type { Fields } from "../fields.js";
import type { MlflowOperation } from "../operation.js";

/** One procedure of the protocol: routing, validation and authorisation come from it. */
export interface MlflowRoute {
  readonly rpc: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** After `/api/{version}` and `/ajax-api/{version}`, parameters in braces: `/mlflow/…`, and `/gyre/…` where it is Gyre's own. */
  readonly path: `/${string}`;
  readonly version: "2.0" | "3.0";
  readonly message: Fields;
  readonly permission: Permission;
  readonly operation: MlflowOperation;
  /** Asked by the web page alone, under `/ajax-api`. */
  readonly isPageOnly?: true;
}

/** A line of the table of routes; the path is what follows `/mlflow/`, or begins with `/gyre/`. */
export type Row<Rpc extends string> = readonly [
  rpc: Rpc,
  method: MlflowRoute["method"],
  path: string,
  permission: Permission,
  version?: "3.0" | "page only" | "3.0 page only",
];

/** The routes of a table, of version 2.0 where a line has no other: one without message or operation does not compile. */
export function routesOf<Rpc extends string>(
  rows: readonly Row<Rpc>[],
  messages: Readonly<Record<Rpc, Fields>>,
  operations: Readonly<Record<Rpc, MlflowOperation>>,
): readonly MlflowRoute[] {
  return rows.map(([rpc, method, path, permission, version]) => ({
    rpc,
    method,
    path: path.startsWith("/gyre/") ? (path as "/gyre/") : `/mlflow/${path}`,
    version: version?.startsWith("3.0") ? "3.0" : "2.0",
    message: messages[rpc],
    permission,
    operation: operations[rpc],
    ...(version?.endsWith("page only") && { isPageOnly: true }),
  }));
}
