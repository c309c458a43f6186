/**
 * Where the bytes of a deployment lie among the artifacts: apart from runs and models, so that they stay when those are removed. Whoever reads them
 * compares the digest.
 */
export function deployedPath(digest: string): string {
  return `deployments/${digest}.onnx`;
}
