const ROUTE = "/mlflow-artifacts/artifacts/";

/**
 * The path in the tree of what lies at an artifact URI, such as `mlflow-artifacts:/1/<run>/artifacts` or the server's own address of it;
 * null for a URI of another store, which clients read themselves.
 *
 * @example treePath("mlflow-artifacts:/1/ab/artifacts") // "1/ab/artifacts"
 */
export function treePath(uri: string): string | null {
  const proxied = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.*?)\/*$/.exec(uri);
  if (proxied) return proxied[1];
  const at = /^https?:/.test(uri) ? uri.indexOf(ROUTE) : -1;
  return at >= 0 ? uri.slice(at + ROUTE.length).replace(/\/+$/, "") : null;
}
