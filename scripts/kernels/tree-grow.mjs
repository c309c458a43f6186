// The kernels that grow boosted trees: bins, histograms, split search, partition, gradients. All addresses are bytes in one memory.
import { binningFunctions } from "./tree-grow/binning.mjs";
import { gradientFunctions } from "./tree-grow/gradients.mjs";
import { histogramFunctions } from "./tree-grow/histogram.mjs";
import { rowFunctions } from "./tree-grow/rows.mjs";
import { scanFunctions } from "./tree-grow/scan.mjs";

/** The module's text. The memory has a maximum, so that a shared one fits once the import's flag says so. */
export function wat() {
  return `(module
  (import "env" "memory" (memory 1 65536))
${[binningFunctions(), histogramFunctions(), scanFunctions(), rowFunctions(), gradientFunctions()].join("\n")})`;
}
