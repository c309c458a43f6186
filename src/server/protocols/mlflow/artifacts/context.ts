import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { MlflowContext } from "../operation.js";

/** What a request wants to do with a path of the tree of artifacts; "" is its root. */
export interface ArtifactWish {
  readonly action: "read" | "list" | "write" | "delete";
  readonly path: string;
}

/** What the routes of artifacts use. */
export interface ArtifactRouteOptions extends Pick<MlflowContext, "artifacts" | "tracking" | "registered" | "log"> {
  /** Throws where the caller may not; asked before a body is read or anything is looked up. Parts of uploads carry their right in their address. */
  authorise?(request: FastifyRequest, wish: ArtifactWish): Promise<void>;
  /** The largest file that is taken; none is too large by default. */
  readonly bodyLimitBytes?: number;
  /** What clients reach this server by, such as `https://ml.example/gyre`; what they sent as Host by default. */
  readonly publicUrl?: string;
}

/** Both that a handler answers with. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Mounts some routes of artifacts. */
export type MountRoutes = (app: FastifyInstance, options: ArtifactRouteOptions) => void;

/** Every path of the protocol is served under both. */
export const PREFIXES = ["/api/2.0", "/ajax-api/2.0"] as const;
