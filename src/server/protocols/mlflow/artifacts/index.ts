export type { ArtifactRouteOptions, ArtifactWish } from "./context.js";
export { mountArtifactRoutes, refuseBadArtifactUrl } from "./mount.js";
