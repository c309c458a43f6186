export { onnxRuntime } from "./runtime.js";
