export { onnxRuntime } from "./runtime.js";
export { threadedOnnxRuntime } from "./threaded.js";
