export type { Projection } from "./apply-projection.js";
export { type PcaConfig, type PcaState, pca, pcaStep } from "./pca.js";
export { type TruncatedSvdConfig, type TruncatedSvdState, truncatedSvd, truncatedSvdStep } from "./truncated-svd.js";
