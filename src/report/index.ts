export { renderReport } from "./page.js";
export type { DeploymentFacts, RenderOptions } from "./types.js";
