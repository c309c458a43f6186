import "../../auth/access-guard.js";
import type { FastifyInstance } from "fastify";

/** The version of MLflow whose protocol is spoken; clients switch features on by it. */
export const MLFLOW_VERSION = "3.17.2";

/** What clients ask before they upload, download or choose a workspace. */
const SERVER_INFO = {
  store_type: "SqlStore",
  workspaces_enabled: false,
  trace_archival_enabled: false,
  multipart_uploads_enabled: true,
  multipart_downloads_enabled: false,
  presigned_upload_run_id_supported: false,
  presigned_upload_model_id_supported: false,
  features_enabled: { gateway: false },
};

/** Asked before a client knows whether it must say who it is. */
const PUBLIC = { config: { permission: "public" } } as const;

/** Questions about the server itself: whether it is there, which version it speaks, what it can. */
export function mountInfo(app: FastifyInstance): void {
  const text = (url: string, answer: string): void => {
    app.get(url, PUBLIC, (_request, reply) => reply.type("text/plain; charset=utf-8").send(answer));
  };
  text("/health", "OK");
  text("/version", MLFLOW_VERSION);
  text("/ping", "OK");
  for (const prefix of ["/api", "/ajax-api"])
    app.get(`${prefix}/3.0/mlflow/server-info`, PUBLIC, async () => SERVER_INFO);
}
